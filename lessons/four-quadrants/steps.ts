import { type LessonStep, unitMs } from '#core/lesson.ts'
import { narrated } from '../narrated.ts'

const all = ['sync-blocking', 'sync-free', 'async-blocking', 'async-free']
const workPath = ['call', 'to', 'work', 'ms']

const held: LessonStep = {
  id: 'held',
  question: {
    ko: '{value} 걸리는 일을 202로 접수해 두고 끝났는지 물어보는 호출자는, 절반이 몇 ms 안에 결과를 받을까요?',
    en: 'A caller is told 202 for {value} of work and then asks whether it is done. Within how many ms has half of them the result?',
  },
  context: {
    ko: '두 호출자 모두 블로킹입니다. 결과가 올 때까지 슬롯 넷 가운데 하나를 붙잡고 있습니다. 비동기 쪽은 50 ms마다 물어봅니다. 차트의 기록은 응답을 그냥 기다리는 동기 호출입니다.',
    en: 'Both callers block: until the result is in, each holds one of four slots. The asynchronous one asks every 50 ms. The recorded line is the call that simply waits for its reply.',
  },
  lanes: ['sync-blocking', 'async-blocking'],
  opening: ['sync-blocking'],
  shows: 'caller',
  guess: {
    metric: 'async-blocking.callerLatencyMs.p50',
    label: {
      ko: '비동기·블로킹 호출자가 붙잡힌 시간의 중앙값',
      en: 'median time an asynchronous, blocking caller is held',
    },
  },
  vary: {
    what: 'field',
    lanes: ['sync-blocking', 'async-blocking'],
    path: workPath,
    label: { ko: '일 하나의 시간', en: 'work of an order' },
    unit: unitMs,
    min: 10,
    max: 40,
    step: 5,
    start: 20,
  },
  narration: narrated({
    running: {
      ko: '두 호출자가 같은 일을 같은 비율로 시킵니다. 한쪽은 응답을 기다리고, 한쪽은 202를 받고 물어봅니다.',
      en: 'Two callers order the same work at the same rate. One waits for the reply, the other takes a 202 and asks.',
    },
    half: {
      ko: '절반이 지났습니다. 비동기 호출자가 먼저 풀려나고 있나요?',
      en: 'Half of it is over. Is the asynchronous caller free any sooner?',
    },
    draining: {
      ko: '보내기가 끝났고, 남은 일을 마저 합니다.',
      en: 'Nothing is sent any more; what is left is being done.',
    },
  }),
  report: {
    question: { ko: '비동기·블로킹 호출자는 어땠나요?', en: 'What happened to the asynchronous, blocking callers?' },
    options: [
      {
        id: 'sooner',
        text: { ko: '동기 호출자보다 먼저 풀려났다', en: 'they were free sooner than the synchronous ones' },
      },
      {
        id: 'as-long',
        text: { ko: '동기 호출자만큼, 또는 더 오래 붙잡혀 있었다', en: 'they were held as long, or longer' },
      },
      { id: 'at-once', text: { ko: '202를 받자마자 풀려났다', en: 'they were free as soon as they had their 202' } },
    ],
  },
  reveal: {
    claims: [
      {
        threshold: 'async-blocking.callerLatencyMs.p50 >= 0.9*sync-blocking.callerLatencyMs.p50',
        shown: {
          ko: '동기 호출자의 절반은 {sync-blocking.callerLatencyMs.p50} 안에, 비동기 호출자의 절반은 {async-blocking.callerLatencyMs.p50} 안에 결과를 받았습니다.',
          en: 'Half of the synchronous callers had their result within {sync-blocking.callerLatencyMs.p50}, half of the asynchronous ones within {async-blocking.callerLatencyMs.p50}.',
        },
        notShown: {
          ko: '이번 실행에서는 동기 {sync-blocking.callerLatencyMs.p50}, 비동기 {async-blocking.callerLatencyMs.p50}였습니다. 비동기가 더 짧게 나왔다면 일의 시간을 바꿔 다시 재 보세요.',
          en: 'In this run it was {sync-blocking.callerLatencyMs.p50} and {async-blocking.callerLatencyMs.p50}. Where the asynchronous one is shorter, change the work and measure again.',
        },
      },
    ],
    explains: {
      ko: '프로토콜이 비동기라는 것은 접수와 결과가 나뉘어 있다는 뜻이고, 호출자가 논블로킹이라는 것은 기다리는 동안 아무것도 붙잡지 않는다는 뜻입니다. 비동기로 부르고도 그 자리에서 기다리면 블로킹입니다. 물어보는 간격만큼 더 늦게 알기까지 합니다. 그렇다면 붙잡힌 슬롯은 언제 바닥날까요?',
      en: 'That a protocol is asynchronous means that taking in and answering are two things. That a caller does not block means that it holds nothing while it waits. Who calls asynchronously and then waits on the spot blocks; and learns of the result later, too, by as much as lies between two questions. So when do the slots run out?',
    },
  },
}

const slots: LessonStep = {
  id: 'slots',
  question: {
    ko: '일이 {value}로 길어지면, 비동기·블로킹 호출자의 주문 320건 가운데 몇 건이 슬롯을 얻지 못하고 거절될까요?',
    en: 'With {value} of work, how many of the 320 orders of the asynchronous, blocking caller find no slot and are turned away?',
  },
  context: {
    ko: '초당 40건이 8초 동안 나갑니다. 블로킹 호출자는 슬롯이 넷, 기다릴 자리가 여덟입니다. 논블로킹 호출자는 아무것도 붙잡지 않습니다. 기록은 일이 20 ms일 때입니다.',
    en: 'Forty orders a second for 8 s. A blocking caller has four slots and room for eight to wait; a non-blocking one holds nothing. Recorded is what happened when the work was 20 ms.',
  },
  lanes: all,
  opening: ['sync-blocking', 'async-blocking'],
  shows: 'count',
  guess: {
    metric: 'async-blocking.rejected',
    label: { ko: '비동기·블로킹에서 거절된 주문', en: 'orders turned away, asynchronous and blocking' },
  },
  tabulates: [
    { metric: 'sync-blocking.rejected', label: { ko: '동기·블로킹 거절', en: 'sync, blocking' } },
    { metric: 'async-blocking.rejected', label: { ko: '비동기·블로킹 거절', en: 'async, blocking' } },
    { metric: 'async-free.rejected', label: { ko: '비동기·논블로킹 거절', en: 'async, non-blocking' } },
  ],
  vary: {
    what: 'field',
    lanes: all,
    path: workPath,
    label: { ko: '일 하나의 시간', en: 'work of an order' },
    unit: unitMs,
    min: 50,
    max: 400,
    step: 50,
    start: 200,
  },
  narration: narrated({
    running: {
      ko: '네 칸이 함께 돕니다. 동기와 비동기, 블로킹과 논블로킹입니다.',
      en: 'All four quadrants run: synchronous and asynchronous, blocking and not.',
    },
    half: {
      ko: '절반이 지났습니다. 막대가 자라는 칸과 자라지 않는 칸을 보세요.',
      en: 'Half of it is over. Which bars grow, and which do not?',
    },
    draining: {
      ko: '보내기가 끝났고, 남은 일을 마저 합니다.',
      en: 'Nothing is sent any more; what is left is being done.',
    },
  }),
  report: {
    question: { ko: '거절은 어느 칸에서 나왔나요?', en: 'Where were orders turned away?' },
    options: [
      { id: 'sync', text: { ko: '동기인 두 칸에서', en: 'in the two synchronous quadrants' } },
      { id: 'blocking', text: { ko: '블로킹인 두 칸에서', en: 'in the two blocking quadrants' } },
      { id: 'one', text: { ko: '동기이면서 블로킹인 칸에서만', en: 'only where it was synchronous and blocking' } },
    ],
  },
  reveal: {
    claims: [
      {
        threshold: 'async-blocking.rejected > 0',
        shown: {
          ko: '블로킹인 두 칸에서 {sync-blocking.rejected}건(동기)과 {async-blocking.rejected}건(비동기)이 거절되었습니다.',
          en: 'The blocking quadrants turned away {sync-blocking.rejected} orders (synchronous) and {async-blocking.rejected} (asynchronous).',
        },
        notShown: {
          ko: '일이 {value}이면 슬롯 넷으로도 충분해 비동기·블로킹에서 거절된 주문이 없습니다. 일을 더 길게 해 보세요.',
          en: 'With {value} of work four slots are enough, and the asynchronous, blocking quadrant turned nobody away. Make the work longer.',
        },
      },
      {
        threshold: 'async-free.rejected == 0',
        shown: {
          ko: '논블로킹인 두 칸에서는 {sync-free.rejected}건과 {async-free.rejected}건입니다. 동기로 불러도 붙잡지 않으면 바닥날 것이 없습니다.',
          en: 'The non-blocking ones: {sync-free.rejected} and {async-free.rejected}. A synchronous call that holds nothing has nothing to run out of.',
        },
        notShown: {
          ko: '논블로킹인 칸에서도 {async-free.rejected}건이 거절되었습니다.',
          en: 'Even a non-blocking quadrant turned {async-free.rejected} away.',
        },
      },
    ],
    explains: {
      ko: '필요한 슬롯은 도착률 × 붙잡는 시간입니다(리틀의 법칙). 초당 40건을 0.2초씩 붙잡으면 여덟이 필요한데 넷뿐입니다. 비동기냐 동기냐는 이 곱셈에 나오지 않고, 블로킹이냐가 나옵니다.',
      en: 'The slots that are needed are the rate of arrivals times how long each is held (Little’s law). Forty a second held for 0.2 s need eight, and there are four. Whether the call is asynchronous does not appear in that product; whether it blocks does.',
    },
  },
}

export const steps = [held, slots]
