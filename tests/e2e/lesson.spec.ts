/** A lesson from the first guess to the bench: what comes next is locked until it was earned, and every number was measured. */
import type { Page } from '@playwright/test'
import { expect, RUN_MS, test } from './lab.ts'

const LESSON = '/learn/accepted-is-not-done'

async function throughRun(page: Page, guess: string): Promise<void> {
  await page.getByTestId('guess').fill(guess)
  await page.getByTestId('run-button').click()
  await page.getByTestId('continue').click({ timeout: RUN_MS })
}

test('predict, run, say what was seen, reveal', async ({ page, lab, complaints }) => {
  await page.goto('/learn?lang=en')
  await page.getByTestId('lesson-accepted-is-not-done').click()
  await expect(page.getByTestId('lesson-title')).toHaveText('Accepted is not done')

  await test.step('it opens with a recorded run that gives nothing away, and is locked', async () => {
    await expect(page.getByTestId('badge')).toHaveText('measured · recorded')
    await page.getByTestId('guess-chart').getByRole('button').click()
    await expect(page.getByTestId('guess-chart').locator('thead')).toContainText('sync')
    await expect(page.getByTestId('guess-chart').locator('thead')).not.toContainText('202')
    await page.getByTestId('guess-chart').getByRole('button').click()
    await expect(page.getByTestId('run-button')).toBeDisabled()
    await expect(page.getByText('Make a guess, and you can run it.')).toBeVisible()
    await expect(page.getByTestId('step-done')).toBeDisabled()
    for (const wrong of ['0', '-3', '70000', '']) {
      await page.getByTestId('guess').fill(wrong)
      await expect(page.getByTestId('run-button'), `guess '${wrong}'`).toBeDisabled()
    }
  })

  await test.step('the run is narrated, and the reader says when to go on', async () => {
    await page.getByTestId('guess').fill('15')
    await page.getByTestId('run-button').click()
    await expect(page.getByTestId('narration')).toContainText('Orders go down both ways', { timeout: RUN_MS })
    await expect(page.getByTestId('continue')).toBeDisabled()
    await expect(page.getByTestId('variable')).toBeDisabled()
    await expect(page.getByTestId('continue')).toBeEnabled({ timeout: RUN_MS })
    await expect(page.getByTestId('result')).toContainText('15 ms')
    await page.getByTestId('continue').click()
  })

  await test.step('nothing is explained before the report', async () => {
    await expect(page.getByTestId('reveal')).toHaveCount(0)
    await expect(page.getByTestId('send-report')).toBeDisabled()
    await page.getByRole('radio', { name: 'they were free at once' }).check()
    await page.reload()
    await expect(page.getByTestId('report'), 'kept in the browser').toBeVisible()
    await expect(page.getByRole('radio', { name: 'they were free at once' })).toBeChecked()
    await page.getByTestId('send-report').click()
  })

  const idOf = async () =>
    new URL((await page.getByTestId('open-in-bench').getAttribute('href')) ?? '', 'http://x').searchParams.get('run') ??
    ''
  await test.step('what is revealed is what the lab measured', async () => {
    const accepted = await lab.lane(await idOf(), 'accepted')
    const sync = await lab.lane(await idOf(), 'sync')
    expect(accepted.callerLatencyMs.p50).toBeLessThan(sync.callerLatencyMs.p50 ?? 0)
    await expect(page.getByTestId('reveal')).toContainText(spoken(accepted.callerLatencyMs.p50))
    await expect(page.getByTestId('reveal')).toContainText(spoken(sync.callerLatencyMs.p50))
  })

  await page.getByTestId('next-step').click()
  await expect(page.getByTestId('question')).toContainText('90\u00a0%')
  await expect(page.getByTestId('run-button')).toBeDisabled()
  await throughRun(page, '60')
  await page.getByRole('radio', { name: 'several times later' }).check()
  await page.getByTestId('send-report').click()
  const busy = await lab.lane(await idOf(), 'accepted')
  const calm = await lab.lane(await idOf(), 'calm')
  expect(busy.completionLatencyMs.p50).toBeGreaterThan(calm.completionLatencyMs.p50 ?? 0)
  await expect(page.getByTestId('reveal')).toContainText(spoken(busy.completionLatencyMs.p50))
  await expect(page.getByTestId('tried').locator('tbody tr')).toHaveCount(1)

  await page.getByTestId('end-in-bench').click()
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Accepted is not done')
  await expect(page.getByTestId('run-state')).toContainText('finished')
  expect(complaints).toEqual([])
})

test('a lesson that counts: whole numbers are guessed, and bars are what the lab counted', async ({ page, lab }) => {
  await page.goto('/learn/visibility-timeout?lang=en')
  await expect(page.getByTestId('count-v8')).toHaveText('0')
  await expect(page.getByTestId('open-class-button')).toHaveCount(0)
  await page.getByTestId('guess').fill('2.5')
  await expect(page.getByTestId('run-button')).toBeDisabled()
  await page.getByTestId('guess').fill('3')
  await expect(page.getByTestId('guess-line')).toContainText('3')
  await page.getByTestId('variable').press('Home')
  await expect(page.getByTestId('variable-value')).toHaveText('1\u00a0s')
  await page.getByTestId('run-button').click()
  await page.getByTestId('continue').click({ timeout: RUN_MS })
  await page.getByRole('radio', { name: 'more often' }).check()
  await page.getByTestId('send-report').click()
  const href = await page.getByTestId('open-in-bench').getAttribute('href')
  const runId = new URL(href ?? '', 'http://x').searchParams.get('run') ?? ''
  const { ledger } = await lab.lane(runId, 'v1')
  expect(ledger.duplicated).toBeGreaterThan(0)
  await expect(page.getByTestId('count-v1').locator('b')).toHaveText(ledger.duplicated.toLocaleString('en-US'))
  await expect(page.getByTestId('reveal')).toContainText(`again ${ledger.duplicated.toLocaleString('en-US')} times`)
  await expect(page.getByTestId('tried').locator('tbody tr')).toHaveCount(1)
})

test('a lesson of percentiles: the p99 that is revealed is the one that was measured, of the lane that was chosen', async ({
  page,
  lab,
}) => {
  await page.goto('/learn/p99-does-not-add?lang=ko')
  await expect(page.getByTestId('curve-readout')).toContainText('p99')
  await expect(page.getByTestId('curve-readout')).not.toContainText('다섯 홉')
  await page.getByTestId('variable').press('Home')
  await expect(page.getByTestId('variable-value')).toHaveText('3홉')
  await throughRun(page, '2000')
  await page.getByRole('radio', { name: '늘었지만' }).check()
  await page.getByTestId('send-report').click()
  const href = await page.getByTestId('open-in-bench').getAttribute('href')
  const runId = new URL(href ?? '', 'http://x').searchParams.get('run') ?? ''
  const three = await lab.lane(runId, 'three')
  await expect(page.getByTestId('reveal')).toContainText(spoken(three.callerLatencyMs.p99))
  await expect(page.getByTestId('result')).toContainText(spoken(three.callerLatencyMs.p99))
})

test('works without storage, by keyboard alone, and in Korean', async ({ page }) => {
  await page.addInitScript(() => {
    Object.defineProperty(window, 'localStorage', {
      get: () => {
        throw new DOMException('forbidden', 'SecurityError')
      },
    })
  })
  await page.goto(`${LESSON}?lang=ko`)
  await page.getByTestId('guess').focus()
  await page.keyboard.type('15')
  await expect(page.getByTestId('run-button')).toBeEnabled()
  await page.getByTestId('variable').focus()
  await page.keyboard.press('ArrowLeft')
  await expect(page.getByTestId('variable-value')).toHaveText('15\u00a0ms')
  await page.getByTestId('run-button').focus()
  await page.keyboard.press('Enter')
  await expect(page.getByTestId('guessed')).toContainText('15')
  await expect(page.getByTestId('continue')).toBeEnabled({ timeout: RUN_MS })
  await expect(page.getByTestId('narration')).toContainText('점선이 내 예측입니다')
})

test('a run that is no longer kept gives the step back, guess and all', async ({ page }) => {
  await page.addInitScript(() =>
    localStorage.setItem(
      'wirelab-lesson-accepted-is-not-done',
      JSON.stringify({
        at: 0,
        steps: [
          { is: 'reporting', value: 20, guess: 33, runId: 'gone', report: null },
          { is: 'predicting', value: 90, guess: null },
        ],
      }),
    ),
  )
  await page.goto(LESSON)
  await expect(page.getByTestId('fell-back')).toBeVisible()
  await expect(page.getByTestId('guess')).toHaveValue('33')
  await expect(page.getByTestId('run-button')).toBeEnabled()
})

test('there is no lesson of another name', async ({ page }) => {
  const response = await page.goto('/learn/nothing-of-the-kind')
  expect(response?.status()).toBe(404)
})

/** As texts print a number of ms: two decimals below 1, one below 10, none above; from a second on in seconds. */
function spoken(ms: number | null): string {
  if (ms === null) throw new Error('nothing was measured')
  if (ms >= 1000) return `${(ms / 1000).toFixed(1)}\u00a0s`
  return `${ms.toFixed(ms < 1 ? 2 : ms < 10 ? 1 : 0)}\u00a0ms`
}
