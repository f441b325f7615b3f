import { type LessonStep, unitS } from '#core/lesson.ts'
import { narrated } from '../narrated.ts'

const executed = { ko: '서비스가 한 일', en: 'work done' }
const draining = {
  ko: '보내기가 끝났고, 남은 것을 마저 읽기를 기다립니다.',
  en: 'Nothing is sent any more; what is left is read.',
}

const groups: LessonStep = {
  id: 'groups',
  question: {
    ko: '주문 96건을 토픽에 한 번씩 썼습니다. {value}이 읽으면 서비스는 일을 모두 몇 번 할까요?',
    en: '96 orders are written to a topic, once each. Read by {value}, how often is work done in all?',
  },
  context: {
    ko: '컨슈머는 메시지 하나를 받을 때마다 일을 한 번 합니다. 그룹마다 컨슈머가 둘입니다. 기록은 같은 주문을 컨슈머 둘이 나눠 받은 SQS 큐입니다.',
    en: 'A consumer works once for each message that it is handed. Each group has two of them. Recorded is an SQS queue with the same orders and two consumers.',
  },
  lanes: ['queue', 'groups'],
  opening: ['queue'],
  shows: 'count',
  guess: {
    metric: 'groups.executed',
    label: { ko: '로그를 읽은 서비스가 한 일', en: 'work done by readers of the log' },
  },
  tabulates: [
    { metric: 'groups.sent', label: { ko: '쓴 주문', en: 'orders written' } },
    { metric: 'groups.executed', label: executed },
  ],
  vary: {
    what: 'field',
    lanes: ['groups'],
    path: ['call', 'options', 'subscribers'],
    called: { ko: '로그, {value}', en: 'log, {value}' },
    label: { ko: '컨슈머 그룹', en: 'consumer groups' },
    unit: { ko: '개 그룹', en: 'groups' },
    min: 1,
    max: 4,
    step: 1,
    start: 2,
  },
  narration: narrated({
    running: {
      ko: '같은 주문이 큐와 토픽에 같은 비율로 들어갑니다.',
      en: 'The same orders enter the queue and the topic at the same rate.',
    },
    half: {
      ko: '절반이 지났습니다. 두 막대는 같은 빠르기로 자라나요?',
      en: 'Half of it is over. Do the two bars grow equally fast?',
    },
    draining,
  }),
  report: {
    question: { ko: '로그 쪽의 일은 큐와 견주어 어땠나요?', en: 'How much work did the log make, beside the queue?' },
    options: [
      { id: 'same', text: { ko: '같았다: 나눠 가졌다', en: 'as much: it was shared' } },
      { id: 'times', text: { ko: '그룹 수만큼 곱해졌다', en: 'once as much for each group' } },
      { id: 'between', text: { ko: '그 사이였다', en: 'something in between' } },
    ],
  },
  reveal: {
    claims: [
      {
        threshold: 'groups.executed > 1.5*groups.sent',
        shown: {
          ko: '주문 {groups.sent}건을 {value}이 읽어 일을 {groups.executed}번 했습니다. 보낸 쪽은 한 번씩만 썼습니다.',
          en: 'Of {groups.sent} orders, each written once, {value} made {groups.executed} pieces of work.',
        },
        notShown: {
          ko: '{value}만으로는 주문 {groups.sent}건에 일이 {groups.executed}번입니다. 그룹을 늘려 보세요.',
          en: 'With {value} there were {groups.executed} pieces of work for {groups.sent} orders. Add a group.',
        },
      },
      {
        threshold: 'queue.executed < 1.5*queue.sent',
        shown: {
          ko: '큐에서는 컨슈머가 둘이어도 주문 {queue.sent}건에 일이 {queue.executed}번입니다.',
          en: 'On the queue, its two consumers did {queue.executed} for {queue.sent} orders.',
        },
        notShown: {
          ko: '큐에서도 주문 {queue.sent}건에 일이 {queue.executed}번이었습니다.',
          en: 'On the queue it was {queue.executed} for {queue.sent} orders, too.',
        },
      },
    ],
    explains: {
      ko: '큐는 메시지를 건네고 확인을 받으면 지웁니다. 그래서 읽는 쪽이 여럿이면 나눠 갖습니다. 로그는 읽어도 지우지 않습니다. 그룹마다 어디까지 읽었는지(오프셋)만 따로 기억하므로, 그룹을 하나 더 붙이는 데 보내는 쪽은 아무것도 바꾸지 않습니다. 큐로 같은 일을 하려면 큐를 하나 더 만들고 보내는 쪽이 한 번 더 보내야 합니다. 그러면 한 그룹 안의 컨슈머는 어떨까요?',
      en: 'A queue hands a message out and deletes it when it is acknowledged: several readers share. Reading deletes nothing from a log. It only remembers for each group how far it has read, its offset, so one more group changes nothing for whoever writes. With queues one more has to be made, and everything sent once more. And the consumers within one group?',
    },
  },
}

const consumers: LessonStep = {
  id: 'consumers',
  question: {
    ko: '이번에는 그룹이 하나이고 그 안에 컨슈머가 {value} 있습니다. 주문 96건에 일을 모두 몇 번 할까요?',
    en: 'Now there is one group, with {value} in it. How often is work done for 96 orders?',
  },
  context: {
    ko: '토픽의 파티션은 넷입니다. 큐에도 컨슈머를 똑같이 둡니다. 컨슈머 수만 바꿉니다.',
    en: 'The topic has four partitions. The queue has as many consumers as the group. Only their number changes.',
  },
  lanes: ['queue', 'group'],
  opening: ['queue'],
  shows: 'count',
  guess: { metric: 'group.executed', label: { ko: '한 그룹이 한 일', en: 'work done by the group' } },
  tabulates: [
    { metric: 'queue.executed', label: { ko: '큐의 일', en: 'queue: work done' } },
    { metric: 'group.executed', label: { ko: '그룹의 일', en: 'group: work done' } },
    { metric: 'group.ledger.reordered', label: { ko: '같은 키에서 순서가 바뀜', en: 'reordered within a key' } },
  ],
  vary: {
    what: 'field',
    lanes: ['queue', 'group'],
    path: ['call', 'options', 'consumers'],
    label: { ko: '컨슈머', en: 'consumers' },
    unit: { ko: '개', en: 'consumers' },
    min: 2,
    max: 4,
    step: 1,
    start: 3,
  },
  narration: narrated({
    running: {
      ko: '컨슈머들이 파티션을 나눠 맡았습니다.',
      en: 'The consumers have been assigned partitions.',
    },
    half: {
      ko: '절반이 지났습니다. 컨슈머 수가 막대의 높이를 바꾸나요?',
      en: 'Half of it is over. Does the number of consumers change the height of the bars?',
    },
    draining,
  }),
  report: {
    question: { ko: '컨슈머를 늘리니 한 그룹의 일은?', en: 'With more consumers, the work of one group…' },
    options: [
      { id: 'more', text: { ko: '컨슈머 수만큼 늘었다', en: 'was more, once for each consumer' } },
      { id: 'same', text: { ko: '그대로였다: 나눠 가졌다', en: 'stayed as it was: they share' } },
      { id: 'disordered', text: { ko: '그대로지만 순서가 엉켰다', en: 'stayed, but in disorder' } },
    ],
  },
  reveal: {
    claims: [
      {
        threshold: 'group.executed < 1.5*group.sent',
        shown: {
          ko: '한 그룹의 컨슈머 {value}가 주문 {group.sent}건에 일을 {group.executed}번 했습니다.',
          en: 'One group of {value} did {group.executed} pieces of work for {group.sent} orders.',
        },
        notShown: {
          ko: '한 그룹이 주문 {group.sent}건에 일을 {group.executed}번이나 했습니다. 파티션이 옮겨 가는 동안 되풀이된 것입니다.',
          en: 'One group did {group.executed} pieces of work for {group.sent} orders: partitions moved, and work was done again.',
        },
      },
      {
        threshold: 'group.ledger.reordered == 0',
        shown: {
          ko: '같은 키의 주문이 순서를 벗어난 것은 {group.ledger.reordered}건입니다.',
          en: 'Orders of one key out of their order: {group.ledger.reordered}.',
        },
        notShown: {
          ko: '같은 키의 주문 {group.ledger.reordered}건이 순서를 벗어났습니다.',
          en: 'There were {group.ledger.reordered} orders out of the order of their key.',
        },
      },
    ],
    explains: {
      ko: '한 그룹 안에서는 파티션마다 주인이 하나뿐이라 컨슈머들이 나눠 갖습니다. 같은 키는 늘 같은 파티션으로 가므로 컨슈머가 여럿이어도 키 안의 순서가 지켜집니다. 대신 파티션 수보다 많은 컨슈머는 놀게 됩니다. 큐는 키를 모르니 컨슈머를 얼마든지 늘릴 수 있고, 순서는 약속하지 않습니다. 그룹은 “누가 다 읽는가”를, 컨슈머는 “얼마나 나눠서 읽는가”를 정합니다. 이제 컨슈머에 버그가 있었다면 어떨까요?',
      en: 'Within a group a partition has one owner, so its consumers share. A key always goes to the same partition: its order is kept, however many consumers there are, and consumers beyond the partitions are idle. A queue knows no keys, takes any number of consumers and promises no order. Groups say who reads everything, consumers how it is shared out. What if a consumer has a bug?',
    },
  },
}

const rewind: LessonStep = {
  id: 'rewind',
  question: {
    ko: '컨슈머의 버그가 {value} 동안 주문을 처리하지 않고 받았다고만 했습니다. 고친 뒤 로그를 처음으로 되감으면, 끝내 처리되지 않은 주문은 몇 건일까요?',
    en: 'For {value} a faulty consumer acknowledges orders without doing them. It is mended, and the log rewound to its beginning. How many orders are never done?',
  },
  context: {
    ko: '초당 12건이 들어오고 버그는 1초에 시작합니다. 큐와 로그가 같은 버그를 만나고, 6초에 로그만 되감습니다. 기록은 버그가 없던 큐입니다.',
    en: '12 orders a second; the bug begins at 1 s. Queue and log meet the same bug; at 6 s the log is rewound. Recorded is a queue without one.',
  },
  lanes: ['queue', 'spoilt', 'rewound'],
  opening: ['queue'],
  shows: 'count',
  guess: {
    metric: 'rewound.ledger.promisedButLost',
    label: { ko: '되감은 로그에서 처리되지 않은 주문', en: 'orders never done, of the log that was rewound' },
  },
  tabulates: [
    { metric: 'spoilt.ledger.promisedButLost', label: { ko: '큐: 처리되지 않음', en: 'queue: never done' } },
    { metric: 'rewound.ledger.promisedButLost', label: { ko: '로그: 처리되지 않음', en: 'log: never done' } },
    { metric: 'rewound.ledger.duplicated', label: { ko: '로그: 되풀이된 일', en: 'log: done again' } },
  ],
  vary: {
    what: 'fault',
    faults: ['bug', 'bug-too'],
    label: { ko: '버그가 있는 동안', en: 'the bug lasts' },
    unit: unitS,
    min: 1,
    max: 4,
    step: 1,
    start: 3,
  },
  narration: narrated({
    running: {
      ko: '곧 버그가 시작됩니다. 호출자는 아무것도 눈치채지 못합니다.',
      en: 'Soon the bug begins. The callers notice nothing.',
    },
    half: {
      ko: '버그는 고쳐졌거나 곧 고쳐집니다. 그리고 로그를 되감습니다.',
      en: 'The bug is mended, or will be soon. Then the log is rewound.',
    },
    draining,
  }),
  report: {
    question: { ko: '되감은 뒤 로그는 어땠나요?', en: 'What happened after the log was rewound?' },
    options: [
      { id: 'lost', text: { ko: '큐처럼 잃은 채였다', en: 'what was lost stayed lost, as on the queue' } },
      { id: 'back', text: { ko: '모두 처리되었고, 그뿐이다', en: 'all was done, and no more than that' } },
      {
        id: 'again',
        text: { ko: '모두 처리되었지만, 이미 한 것도 또 했다', en: 'all was done, and what had been done came again' },
      },
    ],
  },
  reveal: {
    claims: [
      {
        threshold: 'rewound.ledger.promisedButLost < spoilt.ledger.promisedButLost',
        shown: {
          ko: '버그가 {value}이면 큐는 {spoilt.ledger.promisedButLost}건을 영영 잃었고, 되감은 로그는 {rewound.ledger.promisedButLost}건입니다.',
          en: 'With a bug of {value} the queue lost {spoilt.ledger.promisedButLost} orders for good, the log that was rewound {rewound.ledger.promisedButLost}.',
        },
        notShown: {
          ko: '큐는 {spoilt.ledger.promisedButLost}건, 로그는 {rewound.ledger.promisedButLost}건을 잃었습니다.',
          en: 'The queue lost {spoilt.ledger.promisedButLost} orders, the log {rewound.ledger.promisedButLost}.',
        },
      },
      {
        threshold: 'rewound.ledger.duplicated > 0',
        shown: {
          ko: '대신 이미 한 일을 {rewound.ledger.duplicated}번 되풀이했습니다.',
          en: 'In exchange work was done again {rewound.ledger.duplicated} times.',
        },
        notShown: {
          ko: '되풀이된 일은 {rewound.ledger.duplicated}번입니다.',
          en: 'Work was done again {rewound.ledger.duplicated} times.',
        },
      },
    ],
    explains: {
      ko: '큐에서는 확인이 곧 삭제입니다. 받았다고 말한 순간 되찾을 길이 없습니다. 로그에서 확인은 “여기까지 읽었다”는 표시를 옮기는 것뿐이라, 표시를 되돌리면 같은 것을 다시 읽습니다. 보관 기간이 지나지 않은 동안만 그렇고, 이미 한 주문도 함께 다시 오므로 서비스가 멱등해야 안심하고 되감을 수 있습니다. 빠른 큐가 아니라, 다른 물건입니다.',
      en: 'On a queue to acknowledge is to delete: once it is said, nothing brings it back. On a log it only moves a mark, “read up to here”, and a mark can be moved back, as long as the log is retained. What had been done comes again as well, so a rewind is safe where the service is idempotent. It is no faster queue; it is something else.',
    },
  },
}

export const steps: LessonStep[] = [groups, consumers, rewind]
