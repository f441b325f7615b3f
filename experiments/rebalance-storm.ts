import type { ExperimentInput } from '#core/parse-experiment.ts'

const service = { work: { dist: 'constant', ms: 10 } } as const
const four = { partitions: 4, consumers: 4, keys: 40 } as const
/** One consumer dies of the sixtieth order, and comes back as a new member. */
const dies = { crash: 'before-ack', crashAt: 60, restartMs: 200 } as const

export const rebalanceStorm: ExperimentInput = {
  v: 1,
  id: 'rebalance-storm',
  title: { ko: '컨슈머 하나가 죽으면 모두가 멈춘다', en: 'One consumer dies, and everybody stops' },
  summary: {
    ko: '컨슈머 넷 중 하나가 죽었다가 다시 뜹니다. 그룹은 새 멤버를 맞으려고 리밸런스를 시작하지만, 죽은 멤버의 세션이 끝나기 전에는 끝낼 수 없고 그동안 아무도 읽지 않습니다. 세션 제한 시간이 길면 오래 멈추고, 짧으면 바쁜 컨슈머를 죽은 것으로 오해하기 쉽습니다.',
    en: 'One of four consumers dies and comes back. The group begins a rebalance for the new member, and cannot end it before the session of the dead one is over; meanwhile nobody reads. A long session timeout is a long stop; a short one takes the busy for dead.',
  },
  seed: 45,
  durationS: 10,
  workload: { open: { rateRps: 40, arrival: 'constant' } },
  lanes: [
    {
      id: 'calm',
      protocol: 'kafka',
      name: { ko: '아무도 죽지 않음', en: 'nobody dies' },
      options: { ...four, sessionTimeoutMs: 6000 },
      service,
    },
    {
      id: 'short',
      protocol: 'kafka',
      name: { ko: '세션 1초', en: 'session 1 s' },
      options: { ...four, ...dies, sessionTimeoutMs: 1000 },
      service,
    },
    {
      id: 'long',
      protocol: 'kafka',
      name: { ko: '세션 6초', en: 'session 6 s' },
      options: { ...four, ...dies, sessionTimeoutMs: 6000 },
      service,
    },
  ],
  thresholds: [
    'long.completionLatencyMs.max > 4000',
    'short.completionLatencyMs.max < 0.7*long.completionLatencyMs.max',
    'calm.completionLatencyMs.max < 0.5*long.completionLatencyMs.max',
    'long.backlogMax > 2*short.backlogMax',
    'calm.ledger.promisedButLost == 0',
    'short.ledger.promisedButLost == 0',
    'long.ledger.promisedButLost == 0',
    'short.failed == 0',
    'long.failed == 0',
  ],
}
