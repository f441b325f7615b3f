import type { ExperimentInput } from '#core/parse-experiment.ts'

/** Longer than anybody waits for it. */
const service = { work: { dist: 'constant', ms: 1000 } } as const
const timeoutMs = 300
const policy: ExperimentInput['lanes'][number]['policy'] = { retry: { attempts: 2, delayMs: 900, on: ['timeout'] } }

export const phantomSuccess: ExperimentInput = {
  v: 1,
  id: 'phantom-success',
  title: { ko: '실패라고 들었는데 결제됐다', en: 'Told it failed, and it was done' },
  summary: {
    ko: '일은 1초가 걸리는데 호출자는 300 ms만 기다립니다. 그래서 모두 타임아웃이지만 일은 다 됩니다. 재시도는 이것을 고치지 않고 같은 주문을 두 번 하게 만듭니다. 서비스가 주문 번호(멱등 키)를 기억하면, 두 번째 물음에는 이미 끝난 일의 영수증이 바로 돌아옵니다.',
    en: 'The work takes a second and callers wait 300 ms: every one of them times out, and all of the work is done. A retry does not mend that, it does the order twice. Where the service remembers the order’s number (an idempotency key), the second question is answered at once with the receipt of what is done already.',
  },
  seed: 27,
  durationS: 8,
  workload: { open: { rateRps: 15, arrival: 'constant' } },
  lanes: [
    { id: 'once', protocol: 'http', name: { ko: '한 번만 묻기', en: 'asked once' }, timeoutMs, service },
    { id: 'retry', protocol: 'http', name: { ko: '재시도', en: 'with a retry' }, timeoutMs, policy, service },
    {
      id: 'key',
      protocol: 'http',
      name: { ko: '재시도 + 멱등 키', en: 'retry + idempotency key' },
      timeoutMs,
      policy,
      service: { ...service, idempotent: true },
    },
  ],
  thresholds: [
    'once.ok == 0',
    'once.ledger.doneThoughToldFailed > 100',
    'once.ledger.duplicated == 0',
    'retry.ledger.duplicated > 100',
    'retry.ledger.doneThoughToldFailed > 100',
    'key.ledger.duplicated == 0',
    'key.ok > 100',
    'key.ledger.deduplicated > 100',
  ],
}
