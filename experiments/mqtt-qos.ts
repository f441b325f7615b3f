import type { ExperimentInput } from '#core/parse-experiment.ts'

const service = { work: { dist: 'constant', ms: 100 }, concurrency: 32 } as const

export const mqttQos: ExperimentInput = {
  v: 1,
  id: 'mqtt-qos',
  title: { ko: 'MQTT QoS: 잃거나, 두 번 하거나, 딱 한 번', en: 'MQTT QoS: lost, twice, or exactly once' },
  summary: {
    ko: '컨슈머가 2초, 이어서 보내는 쪽이 2초 끊깁니다. QoS 0은 보냈다고 믿은 주문을 잃고, QoS 1은 하나도 잃지 않지만 하던 일을 두 번 하고, QoS 2는 잃지도 두 번 하지도 않습니다. 그 값은 왕복 0번, 1번, 2번의 기다림입니다. 답을 기다리다 끊긴 호출자는 QoS 2에서도 제 주문의 운명을 모릅니다.',
    en: 'The consumer is cut off for 2 s, then the publisher. QoS 0 loses orders that were thought sent, QoS 1 loses none but does twice what it was at, QoS 2 does neither. The price is no round trip, one, or two. A caller who is cut off while waiting does not know the fate of its order, at QoS 2 either.',
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
    { id: 'replies-take', type: 'latency', target: { lane: '*', leg: 'produce' }, attributes: { latency: 50 } },
    { id: 'no-consumer', type: 'down', target: { lane: '*', leg: 'consume' }, atS: 2, forS: 2 },
    { id: 'no-publisher', type: 'down', target: { lane: '*', leg: 'produce' }, atS: 6, forS: 2 },
  ],
  thresholds: [
    // Some 80 are published while nobody is connected to take them.
    'qos0.ledger.promisedButLost > 50',
    'qos0.ledger.duplicated == 0',
    'qos1.ledger.promisedButLost == 0',
    // Four are worked on at any time, so the cut finds some without their PUBACK.
    'qos1.ledger.duplicated >= 1',
    'qos2.ledger.promisedButLost == 0',
    'qos2.ledger.duplicated == 0',
    'qos0.okLatencyMs.p50 < 50',
    'qos1.okLatencyMs.p50 >= 50',
    'qos2.okLatencyMs.p50 >= 100',
    'qos1.backlogMax > 50 during no-consumer',
    'qos2.backlogMax > 50 during no-consumer',
    'qos1.failed == 0 during no-consumer',
    'qos2.failed == 0 during no-consumer',
    'qos0.outcomes.unreachable > 50 during no-publisher',
    'qos1.outcomes.unreachable > 50 during no-publisher',
    'qos2.outcomes.unreachable > 50 during no-publisher',
    // Four wait for their PUBCOMP at any time, and the broker has them already.
    'qos2.ledger.doneThoughToldFailed >= 1',
    'qos0.backlog == 0',
    'qos1.backlog == 0',
    'qos2.backlog == 0',
  ],
}
