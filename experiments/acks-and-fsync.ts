import type { ExperimentInput } from '#core/parse-experiment.ts'

const service = { work: { dist: 'constant', ms: 5 } } as const

function lane(acks: '0' | '1' | 'all', flush: 'never' | 'every'): ExperimentInput['lanes'][number] {
  const fsync = { never: { ko: 'fsync 안 함', en: 'no fsync' }, every: { ko: '매번 fsync', en: 'fsync each' } }[flush]
  return {
    id: `acks-${acks}-${flush}`,
    protocol: 'kafka',
    name: { ko: `acks=${acks} · ${fsync.ko}`, en: `acks=${acks} · ${fsync.en}` },
    timeoutMs: 3000,
    options: { acks, storage: 'disk', flush, partitions: 1 },
    service,
  }
}

export const acksAndFsync: ExperimentInput = {
  v: 1,
  id: 'acks-and-fsync',
  title: { ko: '정전: acks와 fsync가 지키는 것', en: 'Power loss: what acks and fsync keep' },
  summary: {
    ko: '컨슈머가 멈춘 사이 브로커가 정전됩니다(모의: 파일을 마지막 fsync까지 잘라 냅니다). fsync하지 않는 브로커는 acks=all로 확인해 준 주문까지 모두 잃습니다. 확인은 "로그에 썼다"는 뜻이지 "디스크에 있다"는 뜻이 아니기 때문입니다. 응답 전마다 fsync하면 acks=1과 all은 하나도 잃지 않지만, acks=0은 아직 오는 길에 있던 것을 보냈다고 믿은 채 잃습니다. 노드가 하나라 acks=all은 acks=1과 같고, 실제 클러스터는 fsync 대신 복제본으로 버팁니다.',
    en: 'While the consumers are stopped the broker loses power (simulated: its files are cut back to their last fsync). A broker that never fsyncs loses all of it, also what it acknowledged with acks=all: acknowledged says "in the log", not "on the disk". With an fsync before each answer, acks=1 and all lose nothing; acks=0 still loses what was on its way, and takes it for sent. On one node acks=all is acks=1; a real cluster relies on replicas instead of fsync.',
  },
  seed: 46,
  durationS: 8,
  workload: { open: { rateRps: 20, arrival: 'constant' } },
  lanes: [
    lane('0', 'never'),
    lane('1', 'never'),
    lane('all', 'never'),
    lane('0', 'every'),
    lane('1', 'every'),
    lane('all', 'every'),
  ],
  faults: [
    // So that something is on its way whenever the power goes.
    {
      id: 'far',
      type: 'latency',
      target: { lane: '*', leg: 'produce' },
      stream: 'upstream',
      attributes: { latency: 200 },
    },
    { id: 'stopped', type: 'stop', target: { lane: '*', part: 'service' }, atS: 1, forS: 5 },
    { id: 'power-loss', type: 'power_loss', target: { lane: '*' }, atS: 4, forS: 1 },
  ],
  thresholds: [
    'acks-0-never.ledger.promisedButLost >= 20',
    'acks-1-never.ledger.promisedButLost >= 20',
    'acks-all-never.ledger.promisedButLost >= 20',
    'acks-0-every.ledger.promisedButLost >= 1',
    'acks-0-every.ledger.promisedButLost < 0.7*acks-0-never.ledger.promisedButLost',
    'acks-1-every.ledger.promisedButLost == 0',
    'acks-all-every.ledger.promisedButLost == 0',
    'acks-1-every.ok >= 40',
    'acks-all-every.ok >= 40',
  ],
}
