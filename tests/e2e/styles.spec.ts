/** The matrix of protocol × style: what is said of a cell, and a cell tried on the bench. */
import { factsOf, protocolIds, styles } from '#core/protocols.ts'
import { expect, test } from './lab.ts'

test('every cell says what it promises, or why it cannot be had and what comes nearest', async ({ page }) => {
  await page.goto('/styles?lang=en')
  for (const protocol of protocolIds) {
    for (const style of styles) {
      const { styles: possible, impossible } = factsOf(protocol)
      const cell = page.getByTestId(`style-${protocol}-${style}`)
      await expect(cell).toContainText(possible[style]?.acknowledged.en ?? impossible[style]?.why.en ?? 'no fact')
      await expect(cell.getByRole('link')).toHaveCount(possible[style] ? 1 : 0)
    }
  }
})

test('a cell is tried with one lane on the bench, reached by keyboard from the section links', async ({ page }) => {
  await page.goto('/send?lang=en')
  await page.getByRole('link', { name: 'Styles', exact: true }).press('Enter')
  await page.getByTestId('style-http-async-request-reply').getByRole('link').press('Enter')
  await expect(page).toHaveURL(/\/bench\?x=1\./)
  await expect(page.getByTestId('lane-http')).toContainText('async request-reply')
})
