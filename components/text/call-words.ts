/** Words for the calls of one order, where services call services. */
import type { Locale } from '#core/text.ts'

export interface CallWords {
  title: string
  view: string
  waterfall: string
  sequence: string
  call: string
  from: string
  took: string
  how: string
  waited: string
  caller: string
  diagram: (messages: number, services: number) => string
  tableInstead: string
  more: (left: number) => string
  hopsOf: (lane: string) => string
  service: string
  wire: string
  calls: string
  attempts: string
  attemptsWhy: string
  most: string
  rejected: string
  hedges: string
  breaker: string
  p50: string
  p99: string
  inFlight: string
  failed: string
  marks: { lost: string; late: string; failed: string }
}

export const callWords: Record<Locale, CallWords> = {
  ko: {
    title: '이 주문이 거친 호출',
    view: '그리는 방법',
    waterfall: '워터폴',
    sequence: '시퀀스',
    call: '호출',
    from: '시작 ms',
    took: '걸린 ms',
    how: '결과',
    waited: '자리를 기다림',
    caller: '호출자',
    diagram: (messages, services) =>
      `서비스 ${services}개 사이를 오간 메시지 ${messages}개를 위에서 아래로, 시간 순서대로`,
    tableInstead: '같은 내용이 워터폴에 표로 있습니다.',
    more: (left) => `메시지 ${left}개는 그리지 않았습니다. 모두 워터폴에 있습니다.`,
    hopsOf: (lane) => `${lane}: 서비스가 부르는 서비스`,
    service: '서비스',
    wire: '프로토콜과 링크',
    calls: '호출/s',
    attempts: '시도/주문',
    attemptsWhy:
      '주문 하나에 이 구간으로 보낸 횟수, 그 옆은 아무것도 성공하지 못할 때의 한도입니다. 층마다 a번 시도하면 k층 아래에서는 aᵏ번입니다.',
    most: '한도',
    rejected: '보내지 않음',
    hedges: '헤지',
    breaker: '회로 열림',
    p50: 'p50 ms',
    p99: 'p99 ms',
    inFlight: '기다리는 중',
    failed: '실패',
    marks: { lost: '유실', late: '늦음', failed: '실패' },
  },
  en: {
    title: 'The calls of this order',
    view: 'How it is drawn',
    waterfall: 'Waterfall',
    sequence: 'Sequence',
    call: 'call',
    from: 'from, ms',
    took: 'took, ms',
    how: 'how it ended',
    waited: 'waiting for a place',
    caller: 'caller',
    diagram: (messages, services) =>
      `${messages} messages between ${services} services, from top to bottom in the order of time`,
    tableInstead: 'The waterfall says the same as a table.',
    more: (left) => `${left} more messages are not drawn; the waterfall has all of them.`,
    hopsOf: (lane) => `${lane}: services that call services`,
    service: 'service',
    wire: 'protocol and links',
    calls: 'calls/s',
    attempts: 'attempts/order',
    attemptsWhy:
      'How often an order was sent over this edge, beside the most it can be, where nothing works: with a attempts a layer, aᵏ at depth k.',
    most: 'at most',
    rejected: 'refused unsent',
    hedges: 'hedges',
    breaker: 'circuit opened',
    p50: 'p50 ms',
    p99: 'p99 ms',
    inFlight: 'in flight',
    failed: 'failed',
    marks: { lost: 'lost', late: 'late', failed: 'failed' },
  },
}
