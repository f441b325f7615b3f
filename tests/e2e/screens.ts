/** Every screen of the house as a test finds it: its address, when it has been drawn, and what is opened on it. */
import { expect, type Page } from '@playwright/test'

export interface Screen {
  name: string
  /** What follows the origin, without the language. */
  address: string
  /** Visible once the screen has been drawn. */
  drawn: string
  /** What a reader opens there. */
  open?: (page: Page) => Promise<void>
  /** It says in a few sentences what it holds; what opens over another screen has a name instead. */
  summary?: false
}

export interface Made {
  /** A run of the lab that is over. */
  runId: string
  classUrl: string
}

const LESSON = 'accepted-is-not-done'
const HOME_PICTURE = '[data-testid=recorded-run] svg.picture:visible'

export function screensOf({ runId, classUrl }: Made): Screen[] {
  const run = `/bench?run=${runId}`
  return [
    { name: 'home', address: '/', drawn: HOME_PICTURE },
    { name: 'home, tables', address: '/', drawn: HOME_PICTURE, open: tables('[data-testid=recorded-run]') },
    { name: 'bench', address: '/bench?experiment=slow-link', drawn: '[data-testid=chart-caller] canvas' },
    { name: 'bench, run over', address: run, drawn: '[data-testid=report-link]', open: lanesOpened },
    { name: 'bench, tables', address: run, drawn: '[data-testid=report-link]', open: tables('main') },
    { name: 'bench, spread', address: run, drawn: '[data-testid=report-link]', open: spread },
    {
      name: 'bench, orders',
      address: `${run}&orders=${encodeURIComponent('lane=http')}`,
      drawn: '[data-testid=order-list]',
    },
    { name: 'bench, one order', address: `${run}&order=http.1`, drawn: '[data-testid=order-steps]' },
    {
      name: 'bench, share',
      address: run,
      drawn: '[data-testid=report-link]',
      open: press('share-button', 'share-dialog'),
    },
    {
      name: 'bench, faults',
      address: run,
      drawn: '[data-testid=report-link]',
      open: press('open-faults', 'fault-sheet'),
    },
    { name: 'bench, editor', address: run, drawn: '[data-testid=report-link]', open: laneForms },
    { name: 'bench, picture', address: run, drawn: '[data-testid=report-link]', open: editorView(1, 'picture') },
    { name: 'bench, YAML', address: run, drawn: '[data-testid=report-link]', open: editorView(2, 'yaml') },
    {
      name: 'bench, no such run',
      address: '/bench?run=000000000000',
      drawn: '[data-testid=missing-run]',
      summary: false,
    },
    { name: 'bench, damaged link', address: '/bench?x=1.nothing', drawn: '[data-testid=problem]' },
    { name: 'send', address: '/send', drawn: '[data-testid=send-button]:enabled' },
    {
      name: 'send, sent',
      address: '/send',
      drawn: '[data-testid=send-button]:enabled',
      open: press('send-button', 'verdict'),
    },
    { name: 'styles', address: '/styles', drawn: '[data-testid=style-sqs-stream]' },
    { name: 'learn', address: '/learn', drawn: `[data-testid=lesson-${LESSON}]` },
    { name: 'lesson', address: `/learn/${LESSON}`, drawn: '[data-testid=guess-chart] canvas' },
    { name: 'class', address: classUrl, drawn: '[data-testid=question]' },
    { name: 'article', address: '/article', drawn: 'main h2' },
    { name: 'report', address: '/r/first-look', drawn: 'path.recharts-curve' },
    { name: 'compare', address: '/compare?a=consumer-down&b=tcp-or-queue', drawn: 'main svg:visible', open: details },
    { name: 'compare, nothing chosen', address: '/compare', drawn: 'form', summary: false },
    { name: 'embed', address: '/embed/first-look', drawn: 'wirelab-run .go', summary: false },
    { name: 'nowhere', address: '/nowhere', drawn: 'h1', summary: false },
  ]
}

function press(button: string, opens: string): (page: Page) => Promise<void> {
  return async (page) => {
    await page.getByTestId(button).click()
    await expect(page.getByTestId(opens)).toBeVisible()
  }
}

/** Every chart in there as its numbers. */
function tables(within: string): (page: Page) => Promise<void> {
  return async (page) => {
    const charts = page.locator(`${within} figure`)
    for (const chart of await charts.all()) await chart.locator('button[aria-pressed]').first().click()
    await expect(charts.locator('table')).toHaveCount(await charts.count())
  }
}

async function details(page: Page): Promise<void> {
  for (const summary of await page.locator('figure summary').all()) await summary.click()
  await expect(page.locator('figure table')).toHaveCount(await page.locator('figure').count())
}

async function spread(page: Page): Promise<void> {
  await page.getByTestId('chart-caller').locator('xpath=ancestor::section').getByRole('button').nth(1).click()
  await expect(page.getByTestId('chart-heat').locator('canvas')).toBeVisible()
}

/** The ledger's cells of one lane. */
async function lanesOpened(page: Page): Promise<void> {
  await page.getByTestId('ledger').locator('th[scope=row] button').first().click()
  await expect(page.getByTestId('ledger').locator('table')).toBeVisible()
}

async function laneForms(page: Page): Promise<void> {
  await press('edit-button', 'editor')(page)
  const unfold = page.getByTestId('edit-lane-sqs').getByTestId('unfold')
  await unfold.click()
  for (const more of await page.getByTestId('edit-lane-sqs').locator('summary').all()) await more.click()
}

/** @param view its place in the switch of a narrow editor */
function editorView(view: number, opens: string): (page: Page) => Promise<void> {
  return async (page) => {
    await press('edit-button', 'editor')(page)
    await page.getByTestId('editor').locator('fieldset button[aria-pressed]').nth(view).click()
    await expect(page.getByTestId('editor').getByTestId(opens)).toBeVisible()
  }
}
