import type { ExperimentInput } from '#core/parse-experiment.ts'

const service = { work: { dist: 'constant', ms: 100 }, concurrency: 32 } as const

export const mqttQos: ExperimentInput = {
  v: 1,
  id: 'mqtt-qos',
  title: { ko: 'MQTT QoS 0, 1, 2: 잃거나, 두 번 하거나, 딱 한 번', en: 'MQTT QoS 0, 1, 2: lost, twice, or exactly once' },
  summary: {
    ko: '컨슈머의 연결을 2초, 이어서 보내는 쪽의 연결을 2초 끊습니다. QoS 0은 받았다고 들은 주문을 잃고, QoS 1은 하나도 잃지 않지만 처리 중이던 주문을 두 번 하며, QoS 2는 잃지도 두 번 하지도 않는 대신 주문마다 더 많은 바이트를 씁니다. 보내는 쪽이 끊기면 셋 다 바로 압니다.',
    en: 'The consumer is cut off for 2 s, then the publisher. QoS 0 loses orders that were acknowledged; QoS 1 loses none but does those it was working on twice; QoS 2 does neither, and pays with more bytes per order. When the publisher is cut off, all three know at once.',
  },
  seed: 12,
  durationS: 10,
  workload: { open: { rateRps: 40, arrival: 'constant' } },
  lanes: [
    { id: 'qos0', protocol: 'mqtt', name: 'QoS 0', options: { qos: '0' }, service },
    { id: 'qos1', protocol: 'mqtt', name: 'QoS 1', options: { qos: '1' }, service },
    { id: 'qos2', protocol: 'mqtt', name: 'QoS 2', options: { qos: '2' }, service },
  ],
  faults: [
    { id: 'no-consumer', type: 'down', target: { lane: '*', leg: 'consume' }, atS: 2, forS: 2 },
    { id: 'no-publisher', type: 'down', target: { lane: '*', leg: 'produce' }, atS: 6, forS: 2 },
  ],
  thresholds: [
    // About 80 are published while nobody is connected to take them.
    'qos0.ledger.promisedButLost > 50',
    'qos0.ledger.duplicated == 0',
    'qos1.ledger.promisedButLost == 0',
    // Four are worked on at any time, so the cut finds some without their PUBACK.
    'qos1.ledger.duplicated >= 1',
    'qos2.ledger.promisedButLost == 0',
    'qos2.ledger.duplicated == 0',
    'qos1.failed == 0 during no-consumer',
    'qos2.failed == 0 during no-consumer',
    'qos0.outcomes.unreachable > 50 during no-publisher',
    'qos1.outcomes.unreachable > 50 during no-publisher',
    'qos2.outcomes.unreachable > 50 during no-publisher',
    'qos1.backlogMax > 50 during no-consumer',
    'qos2.backlogMax > 50 during no-consumer',
    'qos0.backlog == 0',
    'qos1.backlog == 0',
    'qos2.backlog == 0',
    'qos2.bytes.perOp > qos1.bytes.perOp',
    'qos1.bytes.perOp > qos0.bytes.perOp',
  ],
}
