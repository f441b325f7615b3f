import { type LessonStep, unitPercent } from '#core/lesson.ts'
import { narrated } from '../narrated.ts'

const crashes = {
  what: 'field',
  path: ['call', 'publish', 'crashRate'],
  times: 0.01,
  label: { ko: '중간에 죽는 주문', en: 'orders that it dies at' },
  unit: unitPercent,
  min: 1,
  max: 10,
  step: 1,
} as const

const twoWrites: LessonStep = {
  id: 'two-writes',
  question: {
    ko: '커밋하고 나서 발행하는 서비스가 주문 {value}에서 그 사이에 죽으면, 160건 가운데 몇 건이 커밋만 되고 아무도 처리하지 않게 될까요?',
    en: 'A service commits, then publishes, and dies in between at {value} of its orders. How many of 160 are committed and never done by anybody?',
  },
  context: {
    ko: '주문 서비스는 주문을 데이터베이스에 커밋하고 이벤트도 발행해야 합니다. 두 일을 묶는 트랜잭션은 없습니다. 기록은 순서를 바꿔 먼저 발행하는 서비스가 주문 5 %에서 죽을 때입니다.',
    en: 'An order service has to commit an order to its database and to publish it, and no transaction spans both. Recorded is a service that does it the other way round, publishes first, and dies at 5 % of its orders.',
  },
  lanes: ['publish-first', 'commit-first'],
  opening: ['publish-first'],
  shows: 'count',
  guess: {
    metric: 'commit-first.ledger.committedButLost',
    label: { ko: '커밋만 되고 유실된 주문', en: 'orders committed and lost' },
  },
  tabulates: [
    { metric: 'commit-first.ledger.committedButLost', label: { ko: '유실 (커밋 먼저)', en: 'lost (commit first)' } },
    { metric: 'publish-first.ledger.ghosts', label: { ko: '유령 (발행 먼저)', en: 'ghosts (publish first)' } },
  ],
  vary: { ...crashes, lanes: ['publish-first', 'commit-first'], start: 5 },
  narration: narrated({
    running: {
      ko: '두 서비스가 같은 주문을 받습니다. 프로세스는 커밋과 발행 사이에서 죽었다가 다시 뜹니다.',
      en: 'Both services take the same orders. Their process dies between commit and publish, and comes back.',
    },
    half: {
      ko: '절반이 지났습니다. 데이터베이스에는 있는데 아무도 처리하지 않은 주문이 생기고 있나요?',
      en: 'Half of it is over. Are there orders in the database that nobody has done?',
    },
    draining: { ko: '보내기가 끝났고, 큐가 비기를 기다립니다.', en: 'Nothing is sent any more; the queues run empty.' },
  }),
  report: {
    question: { ko: '순서를 바꾸면 어떻게 되나요?', en: 'What does the order of the two matter?' },
    options: [
      { id: 'safe', text: { ko: '먼저 발행하면 안전하다', en: 'to publish first is safe' } },
      {
        id: 'either',
        text: { ko: '어느 쪽이든 해를 입고, 해가 서로 다르다', en: 'each does harm, and not the same harm' },
      },
      {
        id: 'none',
        text: { ko: '다시 뜨면 둘 다 저절로 맞춰진다', en: 'none: after the restart both are right again' },
      },
    ],
  },
  reveal: {
    claims: [
      {
        threshold: 'commit-first.ledger.committedButLost > 0',
        shown: {
          ko: '먼저 커밋한 서비스에는 커밋되고도 아무도 처리하지 않은 주문이 {commit-first.ledger.committedButLost}건 남았습니다.',
          en: 'The service that commits first was left with {commit-first.ledger.committedButLost} orders that were committed and done by nobody.',
        },
        notShown: {
          ko: '이번 실행에서는 유실된 주문이 없었습니다. 더 자주 죽게 해 보세요.',
          en: 'In this run nothing was lost. Let it die more often.',
        },
      },
      {
        threshold: 'publish-first.ledger.ghosts > 0',
        shown: {
          ko: '먼저 발행한 서비스에서는 커밋된 적 없는 주문이 {publish-first.ledger.ghosts}건 처리되었습니다. 유령입니다.',
          en: 'With the one that publishes first, {publish-first.ledger.ghosts} orders were done that had never been committed: ghosts.',
        },
        notShown: {
          ko: '이번 실행에서는 유령이 없었습니다.',
          en: 'In this run there was no ghost.',
        },
      },
    ],
    explains: {
      ko: '두 곳에 쓰는데 한 번에 쓸 수 없다면, 사이에 죽는 순간 한 곳에만 쓰입니다. 순서는 어느 쪽이 거짓말을 하게 될지를 고를 뿐입니다. 그러면 발행할 것까지 같은 데이터베이스에 함께 커밋해 두면 어떨까요?',
      en: 'Who writes to two places, and cannot write to both at once, has written to one of them when it dies in between. The order only chooses which of the two will be wrong. So what if what is to be published were committed to the same database, along with the order?',
    },
  },
}

const relay: LessonStep = {
  id: 'relay',
  question: {
    ko: '아웃박스를 쓰는 서비스의 릴레이가, 발행하고 나서 표시하기 전에 행의 {value}에서 죽습니다. 160건에서 같은 일을 또 하는 일이 몇 번 생길까요?',
    en: 'The relay of an outbox dies after it has published and before it has marked, at {value} of the rows. How many times is work done again among 160 orders?',
  },
  context: {
    ko: '아웃박스는 주문과 “발행할 것”을 한 트랜잭션으로 커밋합니다. 릴레이가 나중에 그 행을 읽어 발행하고, 발행했다고 표시합니다. 기록은 아웃박스 없이 먼저 커밋하는 서비스입니다.',
    en: 'An outbox commits the order, and what is to be published of it, in one transaction. Later a relay reads that row, publishes it, and marks it as published. Recorded is the service without one, which commits first.',
  },
  lanes: ['commit-first', 'outbox'],
  opening: ['commit-first'],
  shows: 'count',
  guess: {
    metric: 'outbox.ledger.duplicated',
    label: { ko: '아웃박스에서 되풀이된 처리', en: 'times that work was done again, outbox' },
  },
  tabulates: [
    { metric: 'outbox.ledger.duplicated', label: { ko: '되풀이', en: 'done again' } },
    { metric: 'outbox.ledger.committedButLost', label: { ko: '유실', en: 'lost' } },
    { metric: 'outbox.ledger.ghosts', label: { ko: '유령', en: 'ghosts' } },
  ],
  vary: { ...crashes, lanes: ['commit-first', 'outbox'], start: 5 },
  narration: narrated({
    running: {
      ko: '두 서비스가 같은 비율로 죽습니다. 아웃박스의 릴레이는 다시 뜨면 표시되지 않은 행부터 이어 갑니다.',
      en: 'Both die as often. When the relay is back it goes on with the rows that are not marked.',
    },
    half: {
      ko: '절반이 지났습니다. 되풀이된 처리가 보이나요?',
      en: 'Half of it is over. Do you see work that was done again?',
    },
    draining: {
      ko: '보내기가 끝났고, 릴레이와 큐가 비기를 기다립니다.',
      en: 'Nothing is sent any more; relay and queues run empty.',
    },
  }),
  report: {
    question: { ko: '아웃박스는 무엇을 보장했나요?', en: 'What did the outbox guarantee?' },
    options: [
      { id: 'exactly', text: { ko: '모든 주문이 정확히 한 번 처리되었다', en: 'every order was done exactly once' } },
      { id: 'at-least', text: { ko: '모든 주문이 한 번 이상 처리되었다', en: 'every order was done at least once' } },
      { id: 'at-most', text: { ko: '모든 주문이 많아야 한 번 처리되었다', en: 'every order was done at most once' } },
    ],
  },
  reveal: {
    claims: [
      {
        threshold: 'outbox.ledger.committedButLost == 0',
        shown: {
          ko: '아웃박스에는 유실이 {outbox.ledger.committedButLost}건, 유령이 {outbox.ledger.ghosts}건입니다. 같은 비율로 죽은 “커밋 먼저”는 {commit-first.ledger.committedButLost}건을 잃었습니다.',
          en: 'The outbox lost {outbox.ledger.committedButLost} and has {outbox.ledger.ghosts} ghosts. “Commit first”, which died as often, lost {commit-first.ledger.committedButLost}.',
        },
        notShown: {
          ko: '이번 실행에서는 아웃박스에서도 {outbox.ledger.committedButLost}건이 처리되지 않은 채 끝났습니다.',
          en: 'In this run even the outbox was left with {outbox.ledger.committedButLost} that were not done.',
        },
      },
      {
        threshold: 'outbox.ledger.duplicated > 0',
        shown: {
          ko: '대신 일이 {outbox.ledger.duplicated}번 되풀이되었습니다.',
          en: 'Instead, work was done again {outbox.ledger.duplicated} times.',
        },
        notShown: {
          ko: '이번 실행에서는 되풀이가 없었습니다. 더 자주 죽게 해 보세요.',
          en: 'In this run nothing was done again. Let it die more often.',
        },
      },
    ],
    explains: {
      ko: '아웃박스가 주는 것은 “정확히 한 번”이 아니라 “최소 한 번”입니다. 발행과 표시도 두 곳에 쓰는 일이어서, 그 사이에 죽으면 다시 보냅니다. 그래서 컨슈머가 주문 번호로 이미 한 일을 알아보아야 합니다. 유령과 유실을 중복으로 바꾼 것이고, 중복은 멱등성으로 없앨 수 있습니다.',
      en: 'What an outbox gives is not “exactly once” but “at least once”. To publish and to mark are two writes again, and who dies between them sends again. So the consumer has to know, by the number of the order, what it has done already. Ghosts and losses have been exchanged for duplicates, and duplicates are what idempotence does away with.',
    },
  },
}

export const steps = [twoWrites, relay]
