import type { ExperimentInput } from '#core/parse-experiment.ts'

// Enough room that no order waits for another: every lane has the same 300 ms of work.
const service = { work: { dist: 'constant', ms: 300 }, concurrency: 32 } as const

export const streamingOrPolling: ExperimentInput = {
  v: 1,
  id: 'streaming-or-polling',
  title: { ko: '기다릴까, 물어볼까, 들을까', en: 'Wait, ask again, or listen' },
  summary: {
    ko: '주문 하나에 300 ms가 걸리는 같은 서비스를 HTTP로 세 가지로 부릅니다. 응답을 기다리거나, 202를 받고 500 ms마다 상태를 물어보거나(폴링), 이벤트 스트림에서 completed를 듣습니다. 일은 똑같이 300 ms에 끝나는데, 폴링하는 쪽은 다음 질문 때에야 알고 요청도 두 번 보냅니다. 스트림은 끝난 순간에 알지만 연결을 그동안 붙잡고 있습니다.',
    en: 'The same service, 300 ms an order, is called over HTTP in three ways: wait for the reply; take a 202 and ask for the status every 500 ms (polling); listen for “completed” on an event stream. The work ends after 300 ms each time, but who polls learns it with the next question, and pays for a second request. The stream tells it at once, and holds a connection until then.',
  },
  seed: 24,
  durationS: 10,
  payloadBytes: 64,
  workload: { open: { rateRps: 15, arrival: 'constant' } },
  lanes: [
    { id: 'wait', protocol: 'http', name: { ko: '응답을 기다리기', en: 'wait for the reply' }, service },
    {
      id: 'poll',
      protocol: 'http',
      name: { ko: '202 + 폴링 500 ms', en: '202 + polling, 500 ms' },
      style: 'async-request-reply',
      options: { pollIntervalMs: 500 },
      service,
    },
    { id: 'stream', protocol: 'http', name: { ko: '이벤트 스트림', en: 'event stream' }, style: 'stream', service },
  ],
  thresholds: [
    'wait.callerLatencyMs.p50 >= 300',
    'stream.callerLatencyMs.p50 >= 300',
    'poll.callerLatencyMs.p50 >= 500',
    'poll.callerLatencyMs.p50 > 1.25*stream.callerLatencyMs.p50',
    'stream.callerLatencyMs.p50 < 1.2*wait.callerLatencyMs.p50',
    'poll.completionLatencyMs.p50 < 0.8*poll.callerLatencyMs.p50',
    'poll.bytes.perOp > 1.1*stream.bytes.perOp',
    'wait.failed == 0',
    'poll.failed == 0',
    'stream.failed == 0',
  ],
}
