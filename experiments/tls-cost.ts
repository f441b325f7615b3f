import type { ExperimentInput } from '#core/parse-experiment.ts'

const perCall = { tls: 'tls', connection: 'per-call' }

export const tlsCost: ExperimentInput = {
  v: 1,
  id: 'tls-cost',
  title: {
    ko: 'TLS의 값: 호출마다, 재개, 재사용, 앞단 종료',
    en: 'What TLS costs: per call, resumed, reused, terminated',
  },
  summary: {
    ko: '응답을 50 ms 늦춰 왕복 횟수가 보이게 합니다. 호출마다 연결을 새로 맺으면 TLS 1.3은 왕복을 한 번, 1.2는 두 번 더 합니다. 세션을 재개하면 1.2는 한 번을 아끼고, 1.3은 왕복 대신 인증서 바이트를 아낍니다. 연결을 재사용하면 그 값은 처음 한 번뿐입니다. 백엔드 앞의 홉에서 TLS를 종료해도 호출하는 쪽이 치르는 값은 같습니다. 핸드셰이크도 바이트도 그대로이고, 인증서와 암호 계산이 백엔드에서 그 홉으로 옮겨 갈 뿐입니다. 대신 홉과 백엔드 사이는 평문입니다. (TCP 자체의 연결은 여기서 늦춰지지 않습니다.)',
    en: 'Replies take 50 ms, so that round trips show. With a connection per call, TLS 1.3 adds one round trip and 1.2 adds two. Resumption spares 1.2 one of them; 1.3 has none to spare and saves the bytes of the certificate. On a connection that is reused, all this is paid once. Where TLS ends at a hop in front of the backend, the caller pays the same: as many handshakes, as many bytes. Certificate and cryptography move from the backend to that hop, and between the two everything is plain. (The handshake of TCP itself is not slowed here.)',
  },
  seed: 22,
  durationS: 10,
  payloadBytes: 64,
  workload: { open: { rateRps: 5, arrival: 'constant' } },
  lanes: [
    { id: 'reuse', protocol: 'http', name: { ko: 'TLS 1.3, 재사용', en: 'TLS 1.3, reused' }, options: { tls: 'tls' } },
    {
      id: 'no-tls',
      protocol: 'http',
      name: { ko: '호출마다, TLS 없음', en: 'per call, no TLS' },
      options: { connection: 'per-call' },
    },
    {
      id: 'per-call',
      protocol: 'http',
      name: { ko: '호출마다, TLS 1.3', en: 'per call, TLS 1.3' },
      options: { ...perCall, resumption: false },
    },
    {
      id: 'resumed',
      protocol: 'http',
      name: { ko: '호출마다, TLS 1.3 재개', en: 'per call, TLS 1.3 resumed' },
      options: perCall,
    },
    {
      id: 'tls12',
      protocol: 'http',
      name: { ko: '호출마다, TLS 1.2', en: 'per call, TLS 1.2' },
      options: { ...perCall, tlsVersion: '1.2', resumption: false },
    },
    {
      id: 'tls12-resumed',
      protocol: 'http',
      name: { ko: '호출마다, TLS 1.2 재개', en: 'per call, TLS 1.2 resumed' },
      options: { ...perCall, tlsVersion: '1.2' },
    },
    {
      id: 'terminated',
      protocol: 'http',
      name: { ko: '호출마다, TLS 1.3, 앞단에서 종료', en: 'per call, TLS 1.3, terminated' },
      options: { tls: 'terminated', connection: 'per-call', resumption: false },
    },
    {
      id: 'terminated-reuse',
      protocol: 'http',
      name: { ko: 'TLS 1.3, 재사용, 앞단에서 종료', en: 'TLS 1.3, reused, terminated' },
      options: { tls: 'terminated' },
    },
  ],
  faults: [
    {
      id: 'far-away',
      type: 'latency',
      target: { lane: '*', leg: 'call' },
      stream: 'downstream',
      attributes: { latency: 50 },
    },
  ],
  thresholds: [
    'reuse.callerLatencyMs.p50 >= 50',
    'per-call.callerLatencyMs.p50 >= 100',
    'tls12.callerLatencyMs.p50 >= 150',
    'tls12-resumed.callerLatencyMs.p50 >= 100',
    'per-call.callerLatencyMs.p50 > 1.3*reuse.callerLatencyMs.p50',
    'per-call.callerLatencyMs.p50 > 1.3*no-tls.callerLatencyMs.p50',
    'tls12.callerLatencyMs.p50 > 1.15*per-call.callerLatencyMs.p50',
    'tls12-resumed.callerLatencyMs.p50 < 0.9*tls12.callerLatencyMs.p50',
    // One connection does for all orders, or each order has its own; a session is there to be resumed from the second on.
    'reuse.handshakeMs.n < 0.5*per-call.handshakeMs.n',
    'no-tls.handshakeMs.n == 0',
    'per-call.handshakeMs.n > 40',
    'per-call.resumedMs.n == 0',
    'resumed.resumedMs.n > 30',
    'tls12-resumed.resumedMs.n > 30',
    'per-call.handshakeMs.p50 >= 50',
    'tls12.handshakeMs.p50 >= 100',
    'tls12-resumed.resumedMs.p50 < 0.9*tls12.handshakeMs.p50',
    'resumed.bytes.perOp < 0.9*per-call.bytes.perOp',
    'tls12-resumed.bytes.perOp < 0.8*tls12.bytes.perOp',
    'reuse.bytes.perOp < 0.3*per-call.bytes.perOp',
    // To the caller it is the same TLS wherever it ends: a hop in front of the backend spares it neither hands nor bytes.
    'terminated.handshakeMs.n == per-call.handshakeMs.n',
    'terminated.bytes.perOp > 0.95*per-call.bytes.perOp',
    'terminated.bytes.perOp < 1.05*per-call.bytes.perOp',
    'terminated-reuse.handshakeMs.n < 0.5*terminated.handshakeMs.n',
    'terminated-reuse.bytes.perOp < 0.3*terminated.bytes.perOp',
    'terminated.failed == 0',
    'terminated-reuse.failed == 0',
    'per-call.failed == 0',
    'resumed.failed == 0',
    'tls12.failed == 0',
  ],
}
