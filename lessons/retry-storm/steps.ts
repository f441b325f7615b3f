import { type LessonStep, unitPercent } from '#core/lesson.ts'
import { narrated } from '../narrated.ts'

const draining = {
  ko: '보내기가 끝났고, 남은 시도와 줄이 비기를 기다립니다.',
  en: 'Nothing is sent any more; the last attempts end and the queues run empty.',
}

const storm: LessonStep = {
  id: 'storm',
  question: {
    ko: '링크가 2초 동안만 느려집니다. 최대 {value}하는 호출자는 주문 300건 가운데 몇 건의 답을 제때 받을까요?',
    en: 'A link is slow for 2 s and then well again. Of 300 orders, how many are answered in time for a caller that makes up to {value}?',
  },
  context: {
    ko: '서비스는 초당 75건을 처리할 수 있고 30건씩 들어옵니다. 호출자는 500 ms를 기다리고 포기하거나 다시 보냅니다. 기록은 같은 장애에서 재시도하지 않는 호출자입니다.',
    en: 'The service can do 75 orders a second and is sent 30. A caller waits 500 ms, then gives up or tries again. Recorded is a caller that met the same fault and never tried again.',
  },
  lanes: ['once', 'storm'],
  opening: ['once'],
  shows: 'count',
  guess: {
    metric: 'storm.ok',
    label: { ko: '재시도하는 호출자가 제때 답을 받은 주문', en: 'orders answered in time, with retries' },
  },
  tabulates: [
    { metric: 'once.ok', label: { ko: '재시도 없이 성공', en: 'answered, no retry' } },
    { metric: 'storm.ok', label: { ko: '재시도하며 성공', en: 'answered, retries' } },
    { metric: 'storm.attempts', label: { ko: '보낸 시도', en: 'attempts sent' } },
  ],
  vary: {
    what: 'field',
    lanes: ['storm'],
    path: ['call', 'policy', 'retry', 'attempts'],
    label: { ko: '주문 하나의 시도', en: 'attempts at an order' },
    unit: { ko: '번 시도', en: 'attempts' },
    min: 2,
    max: 6,
    step: 1,
    start: 4,
  },
  narration: narrated({
    running: {
      ko: '두 호출자가 같은 서비스에 같은 비율로 보냅니다. 곧 링크가 2초 동안 느려집니다.',
      en: 'Two callers send to like services at the same rate. Soon their links are slow for 2 s.',
    },
    half: {
      ko: '링크는 나은 지 오래입니다. 두 막대가 다시 자라고 있나요?',
      en: 'The links have long been well again. Do both bars grow?',
    },
    draining,
  }),
  report: {
    question: {
      ko: '링크가 나은 뒤 재시도하는 호출자는 어땠나요?',
      en: 'Once the link was well, the caller with retries…',
    },
    options: [
      {
        id: 'helped',
        text: { ko: '재시도 덕분에 더 많이 답을 받았다', en: 'had more answers, thanks to its retries' },
      },
      { id: 'recovered', text: { ko: '느릴 때만 잃고 곧 회복했다', en: 'lost what was slow, and soon was well, too' } },
      {
        id: 'stayed',
        text: { ko: '원인이 사라졌는데도 회복하지 못했다', en: 'was not well, though the cause was gone' },
      },
    ],
  },
  reveal: {
    claims: [
      {
        threshold: 'storm.ok < once.ok',
        shown: {
          ko: '재시도하지 않은 호출자는 {once.sent}건 가운데 {once.ok}건, 최대 {value}한 호출자는 {storm.ok}건의 답을 제때 받았습니다.',
          en: 'Of {once.sent} orders, {once.ok} were answered in time without retries, and {storm.ok} with up to {value}.',
        },
        notShown: {
          ko: '최대 {value}로는 폭풍이 일지 않았습니다. 재시도 없이 {once.ok}건, 재시도하며 {storm.ok}건이 제때 답을 받았습니다. 시도를 늘려 보세요.',
          en: 'Up to {value} made no storm: {once.ok} were answered in time without retries, {storm.ok} with them. Allow more attempts.',
        },
      },
      {
        threshold: 'storm.attempts > 2*storm.sent',
        shown: {
          ko: '주문 {storm.sent}건에 {storm.attempts}번을 보냈고, 호출자가 이미 포기한 주문이 {storm.ledger.table.unknown.completed}건이나 처리되었습니다.',
          en: 'For {storm.sent} orders {storm.attempts} attempts were sent, and {storm.ledger.table.unknown.completed} orders were done for callers that had given up.',
        },
        notShown: {
          ko: '주문 {storm.sent}건에 보낸 시도는 {storm.attempts}번입니다.',
          en: 'For {storm.sent} orders {storm.attempts} attempts were sent.',
        },
      },
    ],
    explains: {
      ko: '느린 2초 동안 모든 주문이 여러 벌 쌓였습니다. 링크가 나았을 때 줄은 이미 500 ms보다 길고, 서비스는 아무도 기다리지 않는 일을 하느라 새 주문을 또 늦게 답합니다. 늦으니 또 여러 벌을 보냅니다. 네 번씩이면 초당 120건, 처리할 수 있는 75건보다 많습니다. 원인이 사라져도 재시도가 재시도를 낳습니다. 재시도를 끄지 않고 막을 수는 없을까요?',
      en: 'In the slow 2 s each order was queued several times over. When the link was well the queue was longer than 500 ms already, and the service was doing what nobody waited for, so that new orders were late, too, and sent several times as well. Four times over that is 120 a second, more than the 75 it can do. The cause is gone, and retries cause retries. Can that be prevented without giving them up?',
    },
  },
}

const budget: LessonStep = {
  id: 'budget',
  question: {
    ko: '재시도를 모두 합해 새 주문의 {value}까지만 허락하는 예산을 두면, 주문 300건 가운데 몇 건이 제때 답을 받을까요?',
    en: 'A budget allows retries for {value} of the new orders, all together. How many of 300 orders are answered in time?',
  },
  context: {
    ko: '주문마다 최대 네 번 시도하는 것은 같습니다. 새 주문이 하나 나갈 때마다 예산이 조금씩 쌓이고, 예산이 없으면 재시도하지 않고 실패로 끝냅니다. 기록은 예산이 없는 호출자입니다.',
    en: 'An order is still tried four times at most. Each new order pays a little into the budget; where it is spent, an order fails without another attempt. Recorded is the caller without one.',
  },
  lanes: ['storm', 'budget'],
  opening: ['storm'],
  shows: 'count',
  guess: {
    metric: 'budget.ok',
    label: { ko: '예산을 둔 호출자가 제때 답을 받은 주문', en: 'orders answered in time, with a budget' },
  },
  tabulates: [
    { metric: 'budget.ok', label: { ko: '제때 답', en: 'answered' } },
    { metric: 'budget.retries', label: { ko: '재시도', en: 'retries' } },
    { metric: 'budget.retriesDenied', label: { ko: '예산이 막은 재시도', en: 'retries denied' } },
  ],
  vary: {
    what: 'field',
    lanes: ['budget'],
    path: ['call', 'policy', 'retry', 'budget', 'ratio'],
    called: { ko: '예산 {value}', en: 'budget of {value}' },
    times: 0.01,
    label: { ko: '재시도 예산', en: 'retry budget' },
    unit: unitPercent,
    min: 10,
    max: 200,
    step: 10,
    start: 10,
  },
  narration: narrated({
    running: {
      ko: '두 호출자가 같은 장애를 만납니다. 한쪽만 예산 안에서 다시 보냅니다.',
      en: 'Both callers meet the same fault. One of them retries within a budget.',
    },
    half: {
      ko: '링크가 나은 뒤입니다. 어느 쪽 막대가 자라나요?',
      en: 'The links are well again. Which of the bars grows?',
    },
    draining,
  }),
  report: {
    question: { ko: '예산을 둔 호출자는 어땠나요?', en: 'What happened to the caller with a budget?' },
    options: [
      { id: 'worse', text: { ko: '재시도를 못 해서 더 많이 잃었다', en: 'it lost more, for want of retries' } },
      { id: 'same', text: { ko: '똑같이 회복하지 못했다', en: 'it was as little able to recover' } },
      { id: 'better', text: { ko: '느린 동안만 잃고 회복했다', en: 'it lost what was slow, and recovered' } },
    ],
  },
  reveal: {
    claims: [
      {
        threshold: 'budget.ok > storm.ok',
        shown: {
          ko: '예산이 없으면 {storm.ok}건, {value} 예산을 두면 {budget.ok}건이 제때 답을 받았습니다.',
          en: 'Without a budget {storm.ok} orders were answered in time, with one of {value} {budget.ok}.',
        },
        notShown: {
          ko: '{value} 예산으로는 {budget.ok}건으로, 예산이 없을 때의 {storm.ok}건보다 낫지 않았습니다. 예산을 줄여 보세요.',
          en: 'With a budget of {value} it was {budget.ok}, no better than {storm.ok} without. Make it smaller.',
        },
      },
      {
        threshold: 'budget.retriesDenied > 0',
        shown: {
          ko: '재시도는 {budget.retries}번 했고, {budget.retriesDenied}번은 예산이 막았습니다.',
          en: 'There were {budget.retries} retries, and {budget.retriesDenied} that the budget denied.',
        },
        notShown: {
          ko: '예산이 막은 재시도는 없었습니다.',
          en: 'The budget denied none.',
        },
      },
    ],
    explains: {
      ko: '재시도는 드문 실패를 고치는 도구입니다. 많은 것이 한꺼번에 실패할 때 다시 보내면 부하만 늡니다. 예산은 둘을 가릅니다. 실패가 드물면 모두 다시 보내고, 많으면 거의 보내지 않습니다. 예산 10 %면 재시도를 아무리 설정해도 부하는 1.1배를 넘지 않습니다. 서비스 쪽에서 막는 길도 있습니다.',
      en: 'Retries mend what fails now and then. When much fails at once, they only add load. A budget tells the two apart: few failures are all tried again, many hardly at all. With 10 % the load is never more than 1.1 times what it was, whatever the retries are set to. There is a way to prevent it on the side of the service, too.',
    },
  },
}

const shed: LessonStep = {
  id: 'shed',
  question: {
    ko: '이번에는 서비스가 줄에 {value}까지만 세우고 나머지는 바로 거절합니다. 재시도는 네 번 그대로일 때 몇 건이 제때 답을 받을까요?',
    en: 'Now the service lets {value} wait and refuses the rest at once. With four attempts as before, how many are answered in time?',
  },
  context: {
    ko: '서비스는 한 번에 15건을 200 ms씩 합니다. 호출자는 거절당해도, 500 ms 안에 답이 없어도 다시 보냅니다. 기록은 줄에 한도가 없는 서비스입니다.',
    en: 'The service does 15 orders at once, 200 ms each. A caller tries again when it is refused, and when there is no answer within 500 ms. Recorded is the service whose queue has no bound.',
  },
  lanes: ['storm', 'shed'],
  opening: ['storm'],
  shows: 'count',
  guess: {
    metric: 'shed.ok',
    label: { ko: '줄이 짧은 서비스에서 제때 답을 받은 주문', en: 'orders answered in time, short queue' },
  },
  tabulates: [
    { metric: 'shed.ok', label: { ko: '제때 답', en: 'answered' } },
    { metric: 'shed.attempts', label: { ko: '보낸 시도', en: 'attempts sent' } },
    { metric: 'shed.ledger.table.unknown.completed', label: { ko: '포기한 뒤 처리', en: 'done for nobody' } },
  ],
  vary: {
    what: 'field',
    lanes: ['shed'],
    path: ['call', 'to', 'queueLimit'],
    called: { ko: '줄 {value}까지', en: 'queue of {value}' },
    label: { ko: '줄의 한도', en: 'bound of the queue' },
    unit: { ko: '건', en: 'orders' },
    min: 5,
    max: 100,
    step: 5,
    start: 15,
  },
  narration: narrated({
    running: {
      ko: '호출자는 같고 서비스가 다릅니다. 한쪽은 모두 줄을 세우고, 한쪽은 넘치면 거절합니다.',
      en: 'The callers are alike, the services are not: one lets everybody wait, the other refuses what is too much.',
    },
    half: {
      ko: '링크가 나은 뒤입니다. 거절하는 쪽이 더 많이 답하고 있나요?',
      en: 'The links are well again. Does the one that refuses answer more?',
    },
    draining,
  }),
  report: {
    question: { ko: '거절하는 서비스는 어땠나요?', en: 'What happened to the service that refuses?' },
    options: [
      { id: 'worse', text: { ko: '거절한 만큼 더 많이 잃었다', en: 'it lost as much more as it refused' } },
      { id: 'same', text: { ko: '재시도가 그대로라 달라지지 않았다', en: 'nothing else: there are as many retries' } },
      { id: 'better', text: { ko: '거절했더니 오히려 더 많이 답했다', en: 'by refusing it answered more' } },
    ],
  },
  reveal: {
    claims: [
      {
        threshold: 'shed.ok > storm.ok',
        shown: {
          ko: '모두 줄을 세운 서비스는 {storm.ok}건, 줄을 {value}으로 묶은 서비스는 {shed.ok}건의 답을 제때 보냈습니다.',
          en: 'The service that let everybody wait answered {storm.ok} in time, the one that let {value} wait {shed.ok}.',
        },
        notShown: {
          ko: '줄이 {value}이면 {shed.ok}건으로, 한도가 없을 때의 {storm.ok}건보다 낫지 않았습니다. 줄에서 이미 제한 시간을 다 씁니다. 더 짧게 해 보세요.',
          en: 'With a queue of {value} it was {shed.ok}, no better than {storm.ok} without a bound: the wait uses up the timeout. Make it shorter.',
        },
      },
    ],
    explains: {
      ko: '줄은 호출자가 기다려 줄 시간보다 길면 안 됩니다. 15건씩 200 ms면 줄 15건은 200 ms를 더 기다리는 것이고, 일까지 400 ms라 500 ms 안에 끝납니다. 줄이 두 배면 이미 늦습니다. 못 할 일을 바로 거절하면(부하 차단) 하는 일은 모두 쓸모가 있습니다. 예산은 호출자가, 거절은 서비스가 할 수 있는 일이고, 둘 다 두는 것이 보통입니다.',
      en: 'A queue must not be longer than its callers will wait. With 15 at once and 200 ms each, 15 in the queue wait 200 ms more; with the work that is 400 ms, within the 500. Twice the queue is late already. Who refuses at once what it cannot do (load shedding) does nothing in vain. A budget is what the caller can do, shedding what the service can; usually one has both.',
    },
  },
}

export const steps = [storm, budget, shed]
