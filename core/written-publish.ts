/** How `publish` is written: an order service with a database that must commit what it publishes. */
import type { z } from 'zod'
import { numberIn, oneOf, optional, says, strict } from './checks.ts'
import { crashPoints, defaultCrashing, defaultRelay, NO_ORDER, strategies } from './publishing.ts'

const LAST_ORDER = 999_999_999
const LONGEST_RESTART_MS = 5000
const LONGEST_INTERVAL_MS = 10_000
const LARGEST_BATCH = 1000

export const writtenPublish = strict({
  strategy: says(oneOf(strategies, 'a strategy'), 'in which order it commits and publishes'),
  crash: optional(oneOf(crashPoints, 'a crash point'), 'where its process dies, of the points of its strategy', {
    default: defaultCrashing.crash,
  }),
  crashAt: optional(
    numberIn({ min: NO_ORDER, max: LAST_ORDER, integer: true }),
    `the order that is in hand when it dies, from 0; ${NO_ORDER} for none in particular`,
    { default: defaultCrashing.crashAt },
  ),
  crashRate: optional(numberIn({ min: 0, max: 1 }), 'share of orders that do not get past the point, under load', {
    unit: 'share',
    default: defaultCrashing.crashRate,
  }),
  restartMs: optional(
    numberIn({ min: 0, max: LONGEST_RESTART_MS }),
    'from the death of the process until it takes orders again',
    { unit: 'ms', default: defaultCrashing.restartMs },
  ),
  relayIntervalMs: optional(
    numberIn({ min: 1, max: LONGEST_INTERVAL_MS }),
    "outbox: from the relay's one look at an empty outbox to the next",
    { unit: 'ms', default: defaultRelay.relayIntervalMs },
  ),
  relayBatch: optional(
    numberIn({ min: 1, max: LARGEST_BATCH, integer: true }),
    'outbox: rows that the relay reads, publishes and marks together',
    { unit: 'rows', default: defaultRelay.relayBatch },
  ),
})

export type WrittenPublish = z.infer<typeof writtenPublish>
