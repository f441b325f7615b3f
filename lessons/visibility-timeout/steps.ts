import { type LessonStep, unitMs, unitS } from '#core/lesson.ts'
import { narrated } from '../narrated.ts'

const timeout: LessonStep = {
  id: 'timeout',
  question: {
    ko: '가시성 제한 시간이 {value}이면, 주문 60건에서 같은 일을 또 하는 일이 몇 번 생길까요?',
    en: 'With a visibility timeout of {value}, how many times is work done over again among 60 orders?',
  },
  context: {
    ko: '컨슈머는 메시지를 받아 일하고, 다 하면 지웁니다. 큐는 받아 간 메시지를 제한 시간 동안만 다른 컨슈머에게 감춥니다. 일은 절반이 0.8초 안에 끝나고, 백에 하나는 2.5초를 넘깁니다. 기록은 제한 시간이 8초일 때입니다.',
    en: 'A consumer receives a message, works, and deletes it when it is done. The queue hides a received message from other consumers for the timeout only. Half of the work is done within 0.8 s, one in a hundred takes more than 2.5 s. Recorded is a timeout of 8 s.',
  },
  lanes: ['v1', 'v8'],
  opening: ['v8'],
  shows: 'count',
  guess: {
    metric: 'v1.ledger.duplicated',
    label: { ko: '되풀이된 처리', en: 'times that work was done again' },
  },
  tabulates: [
    { metric: 'v1.ledger.duplicated', label: { ko: '되풀이된 처리', en: 'done again' } },
    { metric: 'v1.completionLatencyMs.p50', label: { ko: '완료 p50', en: 'done p50' } },
  ],
  vary: {
    what: 'field',
    lanes: ['v1'],
    path: ['call', 'options', 'visibilityTimeoutS'],
    label: { ko: '가시성 제한 시간', en: 'visibility timeout' },
    unit: unitS,
    min: 1,
    max: 6,
    step: 1,
    start: 2,
  },
  narration: narrated({
    running: {
      ko: '두 큐에 같은 주문이 같은 비율로 들어갑니다. 컨슈머는 넉넉합니다.',
      en: 'The same orders enter both queues at the same rate. There are consumers enough.',
    },
    half: {
      ko: '절반이 지났습니다. 일하는 중인 메시지가 다른 컨슈머에게 또 건네지고 있나요?',
      en: 'Half of it is over. Are messages that are being worked on handed to somebody else?',
    },
    draining: { ko: '보내기가 끝났고, 큐가 비기를 기다립니다.', en: 'Nothing is sent any more; the queues run empty.' },
  }),
  report: {
    question: { ko: '되풀이된 처리는 어땠나요?', en: 'How often was work done again?' },
    options: [
      {
        id: 'never',
        text: { ko: '받은 메시지는 내 것이라, 되풀이되지 않았다', en: 'never: what is received is mine' },
      },
      { id: 'few', text: { ko: '느린 몇 건에서만 되풀이되었다', en: 'for a few slow ones only' } },
      { id: 'many', text: { ko: '생각보다 많이 되풀이되었다', en: 'more often than I thought' } },
    ],
  },
  reveal: {
    claims: [
      {
        threshold: 'v1.ledger.duplicated > 0',
        shown: {
          ko: '제한 시간이 {value}일 때 보낸 {v1.sent}건에서 일이 {v1.ledger.duplicated}번 되풀이되었습니다.',
          en: 'With a timeout of {value}, work was done again {v1.ledger.duplicated} times among {v1.sent} orders.',
        },
        notShown: {
          ko: '제한 시간 {value}는 이번 일의 꼬리보다 길어서 되풀이가 없었습니다. 더 짧게 해 보세요.',
          en: 'A timeout of {value} was longer than the tail of the work: nothing was done again. Make it shorter.',
        },
      },
      {
        threshold: 'v8.ledger.duplicated == 0',
        shown: {
          ko: '제한 시간이 8초인 큐에서는 {v8.ledger.duplicated}번입니다.',
          en: 'With 8 s: {v8.ledger.duplicated} times.',
        },
        notShown: {
          ko: '8초인 큐에서도 {v8.ledger.duplicated}번 되풀이되었습니다.',
          en: 'Even with 8 s it was {v8.ledger.duplicated} times.',
        },
      },
    ],
    explains: {
      ko: '받았다고 내 것이 되는 것이 아닙니다. 빌린 것이고, 제한 시간이 지나면 큐는 컨슈머가 죽은 것으로 보고 다른 컨슈머에게 건넵니다. 먼저 받은 컨슈머는 그 사실을 모른 채 일을 마치고 메시지를 지우지만, 그 사이에 다시 건네진 메시지에는 낡은 영수증으로 하는 삭제가 듣지 않습니다. 그래서 느린 주문 하나가 여러 번 되풀이되기도 합니다. 제한 시간은 일의 중앙값이 아니라 꼬리보다 길어야 합니다.',
      en: 'What is received is not yours. It is lent: when the timeout is over the queue takes the consumer for dead and hands the message to another, and the first one knows nothing of it, finishes and deletes; but a delete with the receipt of an earlier delivery does not count, so one slow order may be done again several times. The timeout has to be longer than the tail of the work, and not than its median.',
    },
  },
}

const tail: LessonStep = {
  id: 'tail',
  question: {
    ko: '일의 중앙값은 0.8초 그대로인데 p99가 {value}가 되면, 제한 시간이 2초인 큐에서 일이 몇 번 되풀이될까요?',
    en: 'The median of the work stays at 0.8 s, but its p99 becomes {value}. How many times is work done again by a queue with a timeout of 2 s?',
  },
  context: {
    ko: '주문은 60건이고 두 큐의 일은 같습니다. 다른 것은 제한 시간뿐입니다. 2초는 중앙값의 두 배 반입니다. 기록은 제한 시간이 8초일 때입니다.',
    en: 'There are 60 orders, and both queues have the same work; only their timeouts differ. Two seconds are two and a half medians. Recorded is a timeout of 8 s.',
  },
  lanes: ['v2', 'v8'],
  opening: ['v8'],
  shows: 'count',
  guess: {
    metric: 'v2.ledger.duplicated',
    label: { ko: '제한 시간 2초에서 되풀이된 처리', en: 'times that work was done again, timeout 2 s' },
  },
  tabulates: [
    { metric: 'v2.ledger.duplicated', label: { ko: '2초에서 되풀이', en: 'again, 2 s' } },
    { metric: 'v8.ledger.duplicated', label: { ko: '8초에서 되풀이', en: 'again, 8 s' } },
  ],
  vary: {
    what: 'field',
    lanes: ['v2', 'v8'],
    path: ['call', 'to', 'work', 'p99Ms'],
    label: { ko: '일의 p99', en: 'p99 of the work' },
    unit: unitMs,
    min: 1000,
    max: 6000,
    step: 500,
    start: 5000,
  },
  narration: narrated({
    running: {
      ko: '일의 절반은 여전히 0.8초 안에 끝납니다. 나머지의 꼬리가 길어졌습니다.',
      en: 'Half of the work still takes less than 0.8 s. What is longer is the tail of the rest.',
    },
    half: { ko: '절반이 지났습니다. 두 막대의 차이를 보세요.', en: 'Half of it is over. Compare the two bars.' },
    draining: { ko: '보내기가 끝났고, 큐가 비기를 기다립니다.', en: 'Nothing is sent any more; the queues run empty.' },
  }),
  report: {
    question: { ko: '꼬리가 길어지자 어떻게 되었나요?', en: 'What did the longer tail do?' },
    options: [
      { id: 'nothing', text: { ko: '중앙값이 같으니 달라지지 않았다', en: 'nothing: the median is the same' } },
      {
        id: 'short',
        text: { ko: '제한 시간이 짧은 큐에서만 되풀이가 늘었다', en: 'more was done again where the timeout is short' },
      },
      { id: 'both', text: { ko: '두 큐에서 똑같이 늘었다', en: 'as much more in both queues' } },
    ],
  },
  reveal: {
    claims: [
      {
        threshold: 'v2.ledger.duplicated > v8.ledger.duplicated',
        shown: {
          ko: '일의 p99가 {value}일 때 2초 큐는 {v2.ledger.duplicated}번, 8초 큐는 {v8.ledger.duplicated}번 되풀이했습니다.',
          en: 'With a p99 of {value}, the queue of 2 s did work again {v2.ledger.duplicated} times, that of 8 s {v8.ledger.duplicated} times.',
        },
        notShown: {
          ko: '이번 실행에서는 2초 큐 {v2.ledger.duplicated}번, 8초 큐 {v8.ledger.duplicated}번으로 차이가 보이지 않았습니다. 꼬리를 더 길게 해 보세요.',
          en: 'In this run it was {v2.ledger.duplicated} and {v8.ledger.duplicated} times: no difference seen. Make the tail longer.',
        },
      },
    ],
    explains: {
      ko: '제한 시간을 넘길 확률은 꼬리가 정합니다. 길게 잡으면 되풀이는 줄지만, 컨슈머가 정말 죽었을 때 그만큼 늦게 다시 건네집니다. 그래서 넉넉한 제한 시간과 멱등한 컨슈머를 함께 씁니다.',
      en: 'How likely the timeout is overrun is up to the tail. A longer one does less work again, and hands a message on later when a consumer really has died. So one uses both: a generous timeout, and a consumer that is idempotent.',
    },
  },
}

export const steps = [timeout, tail]
