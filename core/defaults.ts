/** What an experiment is where it does not say: the parser fills these in, a link leaves them out, the pages print them. */
import type { Retry } from './attempts.ts'
import { type Caller, NON_BLOCKING, type ServiceSpec, type Workload } from './experiment.ts'

export const DEFAULT_ID = 'experiment'
export const DEFAULT_SEED = 1
export const DEFAULT_MODE = 'side-by-side'
export const DEFAULT_DURATION_S = 30
export const DEFAULT_PAYLOAD_BYTES = 256
export const DEFAULT_TIMEOUT_MS = 2000
export const DEFAULT_ARRIVAL = 'poisson'
export const DEFAULT_CALLER: Caller = NON_BLOCKING
export const DEFAULT_CALLER_QUEUE_LIMIT = 100
export const defaultWorkload: Workload = { open: { rateRps: 20, arrival: DEFAULT_ARRIVAL } }
export const defaultService: ServiceSpec = {
  name: 'orders',
  work: { dist: 'lognormal', p50Ms: 5, p99Ms: 20 },
  cpu: false,
  concurrency: 64,
  queueLimit: 1024,
  overload: 'shed',
  idempotent: false,
  poisonEvery: 0,
}
/** After which outcomes: see `retryOn` in retry-rules.ts. */
export const defaultRetry: Omit<Retry, 'on'> = { attempts: 3, delayMs: 100 }
/** Extra attempts are at most a fifth of the first ones, and ten. */
export const defaultBudget = { ratio: 0.2, reserve: 10 }
export const defaultDeadline = { propagate: true }
export const defaultBreaker = { ratio: 0.5, minimum: 20, windowMs: 10_000, breakMs: 5000, probes: 1 }
export const defaultBulkhead = { queueLimit: 0 }
export const defaultHedge = { percentile: 95, most: 1, maxShare: 0.1 }
export const defaultRateLimit = { burst: 10, waitMs: 0 }
/** No service lets more orders wait than this, whatever it is asked for. */
export const LONGEST_QUEUE = 100_000
export const DEFAULT_STREAM = 'downstream'
export const DEFAULT_TOXICITY = 1
