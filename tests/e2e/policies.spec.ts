/** What policies do, as the bench shows it: the state of a circuit, what was withheld, how the load is meant to move. */
import { join, resolve } from 'node:path'
import type { ExperimentInput } from '#core/parse-experiment.ts'
import { isOver } from '#core/run.ts'
import { expect, test } from './lab.ts'

const LOOK = resolve(import.meta.dirname, '../../test-results/look')

const guarded: ExperimentInput = {
  id: 'guarded',
  title: { ko: '브레이커를 단 레인', en: 'A guarded lane' },
  seed: 5,
  durationS: 6,
  workload: { open: { rateRps: 20, arrival: 'constant', shape: { ramp: { toRps: 40, overS: 5 } } } },
  lanes: [
    { id: 'plain', protocol: 'http', timeoutMs: 500 },
    {
      id: 'guarded',
      protocol: 'http',
      timeoutMs: 500,
      policy: { breaker: { consecutive: 3, breakMs: 700 }, fallback: {} },
    },
  ],
  faults: [{ id: 'down', type: 'stop', target: { lane: '*' }, atS: 2, forS: 2 }],
}

test('the bench says what a breaker did, and draws the load as it is meant to move', async ({ page, lab }) => {
  const run = await lab.start(guarded)
  await lab.until(run.id, ({ state }) => isOver(state))
  const { breaker, outcomes, fallbacks } = await lab.lane(run.id, 'guarded')
  expect(breaker.opened).toBeGreaterThan(0)
  await page.setViewportSize({ width: 1440, height: 900 })
  for (const lang of ['en', 'ko'] as const) {
    await page.goto(`/bench?run=${run.id}&lang=${lang}`)
    const line = page.getByTestId('lane-guarded-policy')
    await expect(line).toContainText(
      lang === 'en' ? `${outcomes.withheld} withheld` : `보내지 않음 ${outcomes.withheld}`,
    )
    await expect(line).toContainText(lang === 'en' ? `${fallbacks} fallbacks` : `폴백 ${fallbacks}`)
    await expect(line).toContainText(lang === 'en' ? 'circuit closed' : '서킷 닫힘')
    await expect(page.getByTestId('lane-plain-policy')).toHaveCount(0)
    await expect(page.getByTestId('planned-load')).toContainText(lang === 'en' ? 'peak 40' : '최고 40')
    await page.screenshot({ path: join(LOOK, `policies-${lang}.png`) })
  }
})
