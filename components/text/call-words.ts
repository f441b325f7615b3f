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
    p50: 'p50 ms',
    p99: 'p99 ms',
    inFlight: 'in flight',
    failed: 'failed',
    marks: { lost: 'lost', late: 'late', failed: 'failed' },
  },
}
