/** The ledger against journals, brokers and databases, recounted by a program that shares nothing with the coordinator. */
import { afterAll, expect, test } from 'vitest'
import { summarize } from '#core/summary.ts'
import { createLab } from '#server/runs/lab.ts'
import { campaign, campaignsForAll } from '../../bench/campaign.ts'
import { countedBy, recountOf } from '../../bench/recount.ts'

const LANES = 8
const SEED = 20_260
const CAMPAIGN_MS = 90_000

const lab = createLab({ external: {} })
afterAll(() => lab.close())

test.each(Array.from({ length: campaignsForAll(LANES) }, (_, index) => index))(
  'campaign %i: ledger, trails, journals, brokers and databases count the same',
  async (index) => {
    const { id, run } = await lab.start(campaign(SEED, index, { lanes: LANES, endless: false }))
    const counted = await recountOf(run)
    expect(run.state).toEqual({ is: 'finished', stoppedByHand: false })
    const { lanes } = run.experiment
    const { lanes: told } = summarize(run.view)
    expect(counted?.map(({ sent }) => sent)).not.toContain(0)
    for (const [at, { id: lane, call }] of lanes.entries()) {
      const summary = told[at]
      if (!summary) throw new Error(`no summary of ${lane}`)
      expect(counted?.[at], `${call.protocol} ${call.style}`).toEqual(countedBy(summary))
      for (const [verdict, row] of Object.entries(summary.ledger.table)) {
        for (const [work, count] of Object.entries(row)) {
          const asked: [string, string][] = [
            ['lane', lane],
            ['verdict', verdict],
            ['work', work],
          ]
          expect((await lab.orders(id, asked)).matched, `${call.protocol} ${call.style} ${verdict} ${work}`).toBe(count)
        }
      }
    }
  },
  CAMPAIGN_MS,
)
