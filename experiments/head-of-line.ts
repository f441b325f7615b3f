import type { ExperimentInput } from '#core/parse-experiment.ts'

const service = { work: { dist: 'constant', ms: 1 } } as const

export const headOfLine: ExperimentInput = {
  v: 1,
  id: 'head-of-line',
  title: { ko: '한 연결의 맨 앞: HOL 블로킹', en: 'Head of line: many streams, one connection' },
  summary: {
    ko: 'HTTP/2는 연결 하나에 여러 스트림을 실어 HTTP/1.1의 줄 서기를 없앴습니다. 그러나 그 아래 TCP는 바이트의 순서를 지키므로, 한 스트림의 바이트를 잃으면 다시 올 때까지 모든 스트림이 기다립니다. 손실이 같아도 연결을 여럿 쓰는 HTTP/1.1 풀에서는 잃은 요청만 늦고, HTTP/2에서는 그 뒤의 요청이 모두 늦습니다. 연결이 하나뿐인 HTTP/1.1도 앞 응답이 끝나야 다음 요청을 보내니 낫지 않습니다. QUIC이 TCP를 떠난 까닭의 하나입니다.',
    en: 'HTTP/2 carries many streams over one connection and does away with the queue of HTTP/1.1. But TCP below keeps bytes in order: where those of one stream are lost, every stream waits until they come again. At the same loss a pool of HTTP/1.1 connections is late with the request that was hit, and HTTP/2 with all those behind it as well. HTTP/1.1 on a single connection is no better, as it sends the next request when the answer before is in. It is one reason why QUIC left TCP.',
  },
  seed: 61,
  durationS: 10,
  workload: { open: { rateRps: 50, arrival: 'poisson' } },
  lanes: [
    { id: 'pool', protocol: 'http', name: { ko: 'HTTP/1.1 풀', en: 'HTTP/1.1, a pool' }, service },
    {
      id: 'one-http2',
      protocol: 'http',
      name: { ko: 'HTTP/2 연결 하나', en: 'HTTP/2, one connection' },
      options: { version: '2' },
      service,
    },
    {
      id: 'one-http1',
      protocol: 'http',
      name: { ko: 'HTTP/1.1 연결 하나', en: 'HTTP/1.1, one connection' },
      options: { connections: 1 },
      service,
    },
  ],
  faults: [{ id: 'loss', type: 'loss', target: { lane: '*' }, attributes: { loss_rate: 0.06 }, atS: 3, forS: 6 }],
  thresholds: [
    // Six requests in a hundred are hit, and of the others a pool knows nothing.
    'pool.callerLatencyMs.p(85) < 0.9*one-http2.callerLatencyMs.p(85) during loss',
    'one-http2.callerLatencyMs.p90 >= 90 during loss',
    'pool.callerLatencyMs.max >= 190 during loss',
    'one-http1.callerLatencyMs.p90 > one-http2.callerLatencyMs.p50 during loss',
    'pool.failed == 0',
    'one-http2.failed == 0',
  ],
}
