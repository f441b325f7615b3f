/** An experiment built by hand on the bench: what cannot be is refused where it stands, what can be is run. */
import type { Locator } from '@playwright/test'
import { Bench } from './bench.ts'
import { expect, RUN_MS, test } from './lab.ts'

/** On a wide screen it is there already. */
async function showYaml(editor: Locator): Promise<void> {
  const button = editor.getByRole('button', { name: 'YAML', exact: true })
  if (await button.isVisible()) await button.click()
  await expect(editor.getByTestId('yaml')).toBeVisible()
}

test('a lane built by hand loses what it acknowledged before its consumer died', async ({ page, lab, complaints }) => {
  await page.goto('/bench?experiment=held-versus-done&lang=en')
  await page.getByTestId('edit-button').click()
  const editor = page.getByTestId('editor')

  await test.step('lanes go and come', async () => {
    await expect(editor.locator('ol > li')).toHaveCount(3)
    await editor.getByTestId('edit-lane-sync').getByRole('button', { name: 'Remove' }).click()
    await editor.getByTestId('edit-lane-accepted').getByRole('button', { name: 'Remove' }).click()
    await expect(editor.locator('ol > li')).toHaveCount(1)
    await editor.getByTestId('undo').click()
    await expect(editor.locator('ol > li')).toHaveCount(2)
    await editor.getByTestId('redo').click()
    await editor.getByTestId('add-lane').click()
  })

  const lane = editor.getByTestId('edit-lane-http')
  await test.step('what a protocol cannot do is there, with the reason and what comes nearest, and cannot be chosen', async () => {
    await lane.getByTestId('protocol').selectOption('grpc')
    await expect(lane.getByTestId('impossible')).toContainText('nearest')
    await expect(lane.getByTestId('style').locator('option[value=publish-subscribe]')).toBeDisabled()
    await lane.getByTestId('protocol').selectOption('mqtt')
    await expect(lane.getByTestId('absent-consumers')).toContainText('shared subscriptions')
    await lane.getByTestId('protocol').selectOption('sqs')
    await expect(lane.getByTestId('absent-consumers')).toHaveCount(0)
    await lane.getByTestId('style').selectOption('one-way')
    await lane.getByTestId('lane-name').fill('hand-made')
  })

  await test.step('a number over its cap is refused at its field, and nothing can be run', async () => {
    await editor.getByTestId('load-rate').fill('1000000')
    await editor.getByTestId('load-rate').press('Enter')
    await expect(editor.getByTestId('field-issue').first()).toContainText('over the cap')
    await expect(editor.getByTestId('use-experiment')).toBeDisabled()
    await editor.getByTestId('load-rate').fill('20')
    await editor.getByTestId('load-rate').press('Enter')
    await expect(editor.getByTestId('use-experiment')).toBeEnabled()
  })

  await lane.getByText('Options of the protocol').click()
  await lane.getByTestId('option-acknowledge').selectOption('before')
  await lane.getByTestId('option-crash').selectOption('after-ack')
  await lane.getByTestId('option-crashRate').fill('0.3')
  await lane.getByTestId('option-crashRate').press('Enter')
  await editor.getByTestId('duration').fill('4')
  await editor.getByTestId('duration').press('Enter')
  await editor.getByTestId('thresholds').fill('')
  await editor.getByTestId('thresholds').blur()
  await editor.getByTestId('experiment-title').fill('By hand')
  await showYaml(editor)
  await expect
    .poll(() => editor.getByTestId('yaml').innerText())
    .toMatch(/acknowledge: before\s+crash: after-ack\s+crashRate: 0.3/)
  await editor.getByTestId('use-experiment').click()

  await expect(editor).toHaveCount(0)
  await expect(page).toHaveURL(/\/bench\?x=1\./)
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('By hand')
  await page.reload()
  await expect(page.getByText('hand-made').first()).toBeVisible()
  const runId = await new Bench(page).start()
  await expect(page.getByTestId('run-state')).toContainText('finished', { timeout: RUN_MS })
  const { ledger } = await lab.lane(runId, 'http')
  expect(ledger.promisedButLost).toBeGreaterThan(0)
  expect(complaints).toEqual([])
})

test('in Korean, on a phone, by keyboard: a lane is added and left again', async ({ page, complaints }) => {
  await page.setViewportSize({ width: 375, height: 812 })
  await page.goto('/bench?lang=ko')
  await page.getByTestId('edit-button').focus()
  await page.keyboard.press('Enter')
  const editor = page.getByTestId('editor')
  await editor.getByTestId('add-lane').focus()
  await page.keyboard.press('Enter')
  await expect(editor.getByTestId('edit-lane-http-2')).toBeVisible()
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(375)
  await page.keyboard.press('Control+z')
  await expect(editor.getByTestId('edit-lane-http-2')).toHaveCount(0)
  await page.keyboard.press('Escape')
  await expect(editor).toHaveCount(0)
  expect(complaints).toEqual([])
})

test('form, picture and text are one experiment: what is changed in one is in the others, and undone in all', async ({
  page,
  complaints,
}) => {
  await page.setViewportSize({ width: 1440, height: 900 })
  await page.goto('/bench?experiment=held-versus-done&lang=en')
  await page.getByTestId('edit-button').click()
  const editor = page.getByTestId('editor')
  const text = () => editor.getByTestId('yaml').innerText()

  await test.step('a leg is pressed, and a fault put on it', async () => {
    await editor.getByTestId('piece-e1/call').click()
    await editor.getByTestId('plan-fault-type').selectOption('latency')
    await editor.getByTestId('plan-fault').click()
    await expect(editor.getByTestId('piece-e1/call')).toContainText('1')
    await expect(editor.getByTestId('planned-latency')).toBeVisible()
  })

  await test.step('a service is made to call another, by keyboard', async () => {
    await editor.getByTestId('piece-e1/service').focus()
    await page.keyboard.press('Enter')
    await editor.getByTestId('add-call').focus()
    await page.keyboard.press('Enter')
    await expect(editor.getByTestId('piece-e1.1/service')).toBeVisible()
  })

  await test.step('the text says it, and is undone with it', async () => {
    await editor.getByTestId('yaml').focus()
    await page.keyboard.press('Control+Home')
    await page.keyboard.press('Control+z')
    await expect(editor.getByTestId('piece-e1.1/service')).toHaveCount(0)
    await page.keyboard.press('Control+z')
    await expect(editor.getByTestId('piece-e1/call')).not.toContainText('1')
    await page.keyboard.press('Control+y')
    await expect(editor.getByTestId('piece-e1/call')).toContainText('1')
  })

  await test.step('what is written is in the form; a text that says nothing locks the form until it is mended', async () => {
    await page.keyboard.press('Control+a')
    await page.keyboard.insertText('durationS: 7\nlanes:\n  - id: only\n    protocol: grcp\n')
    await expect(editor.getByTestId('broken')).toBeVisible()
    await expect(editor.getByTestId('editor-state')).toContainText("did you mean 'grpc'")
    await expect(editor.locator('.cm-lintRange-error')).toContainText('grcp')
    await expect(editor.getByTestId('duration')).toBeDisabled()
    await expect(editor.getByTestId('use-experiment')).toBeDisabled()
    await page.keyboard.press('Control+End')
    await page.keyboard.press('ArrowLeft')
    for (let i = 0; i < 'grcp'.length; i++) await page.keyboard.press('Backspace')
    await page.keyboard.type('grp')
    await expect(editor.locator('.cm-tooltip-autocomplete')).toContainText('grpc')
    await page.waitForTimeout(200)
    await page.keyboard.press('Enter')
    await expect(editor.getByTestId('broken')).toHaveCount(0)
    await expect(editor.getByTestId('duration')).toHaveValue('7')
    await expect(editor.getByTestId('edit-lane-only')).toBeVisible()
    expect(await text()).toContain('protocol: grpc')
  })
  expect(complaints).toEqual([])
})
