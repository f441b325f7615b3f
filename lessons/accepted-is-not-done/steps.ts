import { type LessonStep, unitMs, unitPercent } from '#core/lesson.ts'
import { narrated } from '../narrated.ts'

const tabulates: LessonStep['tabulates'] = [
  { metric: 'accepted.callerLatencyMs.p50', label: { ko: '202 접수 p50', en: '202 accepted p50' } },
  { metric: 'accepted.completionLatencyMs.p50', label: { ko: '202 완료 p50', en: '202 done p50' } },
]

const accept: LessonStep = {
  id: 'accept',
  question: {
    ko: '일을 다 하고 답하는 대신 202로 접수만 하면, 호출자의 절반은 몇 ms 안에 풀려날까요?',
    en: 'Instead of answering when the work is done, the service says 202 and works later. Within how many ms is half of the callers free?',
  },
  context: {
    ko: '서비스에는 자리가 하나 있고, 주문 하나에 평균 {value}가 걸립니다. 차트의 기록은 답을 기다리는 동기 호출입니다.',
    en: 'The service has one place, and an order takes {value} on average. The recorded line is a call that waits for its answer.',
  },
  lanes: ['sync', 'accepted'],
  opening: ['sync'],
  shows: 'caller',
  guess: {
    metric: 'accepted.callerLatencyMs.p50',
    label: { ko: '202 호출자가 붙잡힌 시간의 중앙값', en: 'median time a 202 caller is held' },
  },
  vary: {
    what: 'work',
    label: { ko: '일 하나의 평균 시간', en: 'mean work of an order' },
    unit: unitMs,
    min: 5,
    max: 35,
    step: 5,
    start: 20,
  },
  tabulates,
  narration: narrated({
    running: {
      ko: '두 길로 같은 비율의 주문이 나갑니다. 한쪽은 일이 끝나야, 한쪽은 받아 두기만 하면 답합니다.',
      en: 'Orders go down both ways at the same rate. One is answered when the work is done, the other when it was taken in.',
    },
    half: {
      ko: '절반이 지났습니다. 두 선의 간격이 일의 시간과 같은지 보세요.',
      en: 'Half of it is over. Is the gap between the two lines as wide as the work is long?',
    },
    draining: {
      ko: '보내기가 끝났고, 남은 일을 마저 합니다.',
      en: 'Nothing is sent any more; what is left is being done.',
    },
  }),
  report: {
    question: { ko: '202를 받은 호출자는 어땠나요?', en: 'What happened to the callers that were told 202?' },
    options: [
      {
        id: 'as-sync',
        text: { ko: '동기 호출만큼 붙잡혀 있었다', en: 'they were held as long as the synchronous ones' },
      },
      {
        id: 'less',
        text: { ko: '동기 호출보다 짧았지만 일의 시간을 따라갔다', en: 'shorter, but still as long as the work' },
      },
      {
        id: 'flat',
        text: { ko: '일의 시간과 상관없이 금세 풀려났다', en: 'they were free at once, however long the work' },
      },
    ],
  },
  reveal: {
    claims: [
      {
        threshold: 'accepted.callerLatencyMs.p50 < 0.5*sync.callerLatencyMs.p50',
        shown: {
          ko: '동기 호출자의 절반은 {sync.callerLatencyMs.p50} 안에, 202 호출자의 절반은 {accepted.callerLatencyMs.p50} 안에 풀려났습니다.',
          en: 'Half of the synchronous callers were free within {sync.callerLatencyMs.p50}, half of those told 202 within {accepted.callerLatencyMs.p50}.',
        },
        notShown: {
          ko: '이번 실행에서는 동기 {sync.callerLatencyMs.p50}, 202 {accepted.callerLatencyMs.p50}로 차이가 뚜렷하지 않았습니다. 일을 더 길게 해서 다시 실행해 보세요.',
          en: 'In this run there was little between them: {sync.callerLatencyMs.p50} and {accepted.callerLatencyMs.p50}. Make the work longer and run it again.',
        },
      },
    ],
    explains: {
      ko: '202는 “받았다”는 뜻이지 “했다”는 뜻이 아닙니다(RFC 9110 §15.3.3). 호출자가 붙잡힌 시간에서 일의 시간이 빠졌을 뿐, 일이 빨라진 것은 아닙니다. 그러면 일은 언제 끝났을까요?',
      en: '202 means “taken in”, not “done” (RFC 9110 §15.3.3). The work is no longer part of what the caller waits for; it has not become any faster. So when was it done?',
    },
  },
}

const done: LessonStep = {
  id: 'done',
  question: {
    ko: '부하가 {value}일 때, 202로 접수한 주문의 절반은 몇 ms 안에 끝날까요?',
    en: 'At {value} load, within how many ms is half of the orders told 202 done?',
  },
  context: {
    ko: '주문 하나의 일은 여전히 평균 20 ms이고 자리는 하나입니다. 기록은 부하가 40 %일 때 완료까지 걸린 시간입니다. 부하가 100 %면 자리가 쉴 틈이 없습니다.',
    en: 'An order is still 20 ms of work on average, and there is one place. The recorded lines are the time to done at 40 % load. At 100 % the place would never be idle.',
  },
  lanes: ['sync', 'accepted', 'calm'],
  opening: ['sync', 'accepted'],
  shows: 'completion',
  guess: {
    metric: 'accepted.completionLatencyMs.p50',
    label: { ko: '202 주문이 끝나기까지의 중앙값', en: 'median time until an order told 202 is done' },
  },
  vary: {
    what: 'load',
    label: { ko: '부하', en: 'load' },
    unit: unitPercent,
    min: 20,
    max: 95,
    step: 5,
    start: 90,
  },
  tabulates,
  narration: narrated({
    running: {
      ko: '셋째 선은 부하가 40 %인 같은 서비스입니다. 축은 셋이 같습니다.',
      en: 'The third line is the same service at 40 % load, on the same axis.',
    },
    half: {
      ko: '접수는 여전히 빠릅니다. 안에서는 줄이 길어졌다 짧아졌다 합니다.',
      en: 'Accepting is as fast as ever. Inside, the line grows and shrinks.',
    },
    draining: {
      ko: '보내기는 끝났는데 접수된 일이 아직 남아 있습니다.',
      en: 'Nothing is sent any more, and work that was accepted is still there.',
    },
  }),
  report: {
    question: {
      ko: '부하를 올리자 202 주문의 완료는 어떻게 되었나요?',
      en: 'With more load, the orders told 202 were done…',
    },
    options: [
      { id: 'as-calm', text: { ko: '한가할 때와 비슷하게 끝났다', en: 'about as soon as when it was quiet' } },
      {
        id: 'sooner',
        text: { ko: '동기 호출의 일보다 훨씬 먼저 끝났다', en: 'long before those of the synchronous callers' },
      },
      {
        id: 'later',
        text: {
          ko: '동기 호출의 일처럼 몇 배로 늦어졌다',
          en: 'several times later, like those of the synchronous callers',
        },
      },
    ],
  },
  reveal: {
    claims: [
      {
        threshold: 'accepted.completionLatencyMs.p50 > 2*calm.completionLatencyMs.p50',
        shown: {
          ko: '부하 40 %에서는 절반이 {calm.completionLatencyMs.p50} 안에, {value}에서는 {accepted.completionLatencyMs.p50} 안에 끝났습니다.',
          en: 'At 40 % load half of them was done within {calm.completionLatencyMs.p50}, at {value} within {accepted.completionLatencyMs.p50}.',
        },
        notShown: {
          ko: '이 부하에서는 절반이 {accepted.completionLatencyMs.p50} 안에 끝나, 40 %일 때({calm.completionLatencyMs.p50})와 큰 차이가 없었습니다. 부하를 90 % 넘게 올려 보세요.',
          en: 'At this load half was done within {accepted.completionLatencyMs.p50}, not far from {calm.completionLatencyMs.p50} at 40 %. Move the load above 90 %.',
        },
      },
      {
        threshold: 'accepted.completionLatencyMs.p50 > 5*accepted.callerLatencyMs.p50',
        shown: {
          ko: '그동안 호출자는 {accepted.callerLatencyMs.p50} 만에 “접수됨”을 들었습니다. 동기 호출의 일은 절반이 {sync.completionLatencyMs.p50} 안에 끝났습니다. 같은 줄이니까요.',
          en: 'Meanwhile their callers heard “accepted” after {accepted.callerLatencyMs.p50}. Of the synchronous work half was done within {sync.completionLatencyMs.p50}: it is the same line.',
        },
        notShown: {
          ko: '호출자는 {accepted.callerLatencyMs.p50} 만에 풀려났습니다.',
          en: 'Their callers were free after {accepted.callerLatencyMs.p50}.',
        },
      },
    ],
    explains: {
      ko: '비동기는 호출자를 놓아줄 뿐, 줄을 없애지 않습니다. 이론으로는(M/M/1) 평균 완료 시간이 일의 1/(1−부하)배여서, 부하가 80 %에서 95 %로 갈 때 5배에서 20배가 됩니다. 위의 수는 이론이 아니라 이 컴퓨터에서 10초 동안 잰 것이고, 10초는 줄이 다 자라기에는 짧습니다. 부하를 바꿔 다시 재 보세요.',
      en: 'Asynchronous lets the caller go; it does not do away with the line. In theory (M/M/1) the mean time to done is 1/(1−load) times the work: five times at 80 %, twenty at 95 %. The numbers above are not theory: they were measured on this machine in 10 s, which is too short for the line to grow to its full length. Try other loads.',
    },
  },
}

export const steps = [accept, done]
