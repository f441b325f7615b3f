import type { ExperimentInput } from '#core/parse-experiment.ts'

const service = { work: { dist: 'constant', ms: 1 } } as const
/** One message in hand, acknowledged before the work: a crash loses that one. */
const loses = { consumers: 8, acknowledge: 'before', crash: 'after-ack', restartMs: 0 } as const

export const rareLoss: ExperimentInput = {
  v: 1,
  id: 'rare-loss',
  title: { ko: '99.99…%를 보려면 몇 건이 필요한가', en: 'How many orders it takes to see 99.99… %' },
  summary: {
    ko: '스무 건에 하나를 잃는 길은 금세 드러납니다. 천 건에 하나(99.9%)를 잃는 길은 몇백 건으로는 멀쩡해 보일 수 있습니다. n건에서 하나도 잃지 않았다면 유실률은 95% 신뢰로 3/n 아래라고만 말할 수 있습니다(3의 법칙). 99.9%를 말하려면 3천 건, 99.9999%를 말하려면 3백만 건이 필요하고, 한 번 실행의 상한이 50만 건인 여기서는 볼 수 없습니다.',
    en: 'A way that loses one order in twenty shows at once. One that loses one in a thousand (99.9 %) may look sound over some hundreds. From n orders without a loss, all that can be said with 95 % confidence is that the rate is below 3/n (the rule of three): 3,000 orders for 99.9 %, three million for 99.9999 %, which cannot be seen here, where a run has 500,000 at most.',
  },
  seed: 31,
  durationS: 10,
  workload: { open: { rateRps: 40, arrival: 'constant' } },
  lanes: [
    {
      id: 'often',
      protocol: 'sqs',
      name: { ko: '20건에 하나', en: '1 in 20' },
      options: { ...loses, crashRate: 0.05 },
      service,
    },
    {
      id: 'rarely',
      protocol: 'sqs',
      name: { ko: '1000건에 하나', en: '1 in 1,000' },
      options: { ...loses, crashRate: 0.001 },
      service,
    },
    { id: 'sound', protocol: 'sqs', name: { ko: '잃지 않음', en: 'never' }, options: { consumers: 8 }, service },
  ],
  thresholds: [
    // 20 of 400 expected, ± 4.4: three standard deviations.
    'often.ledger.promisedButLost >= 7',
    'often.ledger.promisedButLost <= 33',
    // One in twenty is seen from so few.
    'often.ledger.lossAtLeast > 0.01',
    // Whether a way loses one in a thousand, or nothing at all, cannot be told from so few: the bound is 3/n.
    'rarely.ledger.promisedButLost <= 3',
    'rarely.ledger.lossAtMost > 0.001',
    'sound.ledger.promisedButLost == 0',
    'sound.ledger.lossAtMost > 0.001',
    'sound.ledger.lossAtMost < 0.02',
    'often.sent >= 380',
    'rarely.sent >= 380',
    'sound.sent >= 380',
    'often.failed == 0',
    'rarely.failed == 0',
    'sound.failed == 0',
  ],
}
