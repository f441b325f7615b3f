/** Every cell of the matrix that is spoken, in a run of its own: real threads, real sockets, and a ledger that adds up. */
import { afterEach, expect, test } from 'vitest'
import { cell, sentOf } from '#core/ledger.ts'
import { defaultLimits, type ExperimentInput } from '#core/parse-experiment.ts'
import { factsOf, protocolIds, styles } from '#core/protocols.ts'
import { createLab, type Lab } from '#server/runs/lab.ts'

const RUN_WITHIN_MS = 60_000
const RATE_RPS = 20

let lab: Lab | null = null
afterEach(() => lab?.close())

/** One protocol in all its styles, side by side; callers so patient that a busy machine makes nobody give up. */
function experimentFor(protocol: (typeof protocolIds)[number]): ExperimentInput {
  const spoken = styles.filter((style) => factsOf(protocol).styles[style])
  return {
    id: 'styles',
    durationS: 1,
    workload: { open: { rateRps: RATE_RPS, arrival: 'constant' } },
    lanes: spoken.map((style) => ({ id: style, protocol, style, timeoutMs: RUN_WITHIN_MS })),
  }
}

test.each(protocolIds)(
  '%s: with nothing broken, every style does what it was sent, and says so',
  async (protocol) => {
    lab = createLab({ external: {}, limits: defaultLimits })
    const { run } = await lab.start(experimentFor(protocol))
    await run.over
    expect(run.state).toMatchObject({ is: 'finished' })
    for (const [style, { ledger, sent }] of Object.entries(run.view.lanes)) {
      expect([style, sentOf(ledger), cell(ledger, 'acknowledged', 'completed')]).toEqual([style, sent, sent])
      expect([style, ledger.duplicated, ledger.outside]).toEqual([style, 0, 0])
      expect(sent).toBeGreaterThan(0)
    }
  },
  RUN_WITHIN_MS,
)
