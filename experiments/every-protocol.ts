import type { ExperimentInput } from '#core/parse-experiment.ts'
import { protocolIds } from '#core/protocols.ts'

export const everyProtocol: ExperimentInput = {
  v: 1,
  id: 'every-protocol',
  title: { ko: '모든 프로토콜', en: 'Every protocol' },
  summary: {
    ko: '같은 주문을 모든 프로토콜로 나란히 보냅니다. 받았다는 말의 뜻과 주문 하나에 드는 바이트가 서로 다릅니다.',
    en: 'The same orders over every protocol, side by side. What a yes means and how many bytes an order costs are not the same.',
  },
  seed: 1,
  durationS: 10,
  workload: { open: { rateRps: 10, arrival: 'constant' } },
  lanes: protocolIds.map((protocol) => ({ id: protocol, protocol })),
  thresholds: protocolIds.flatMap((protocol) => [
    `${protocol}.failed == 0`,
    `${protocol}.backlog == 0`,
    `${protocol}.ledger.promisedButLost == 0`,
    `${protocol}.ledger.duplicated == 0`,
  ]),
}
