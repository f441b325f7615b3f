/** The bench as a person uses it: what they read there and what they press. */
import { expect, type Locator, type Page } from '@playwright/test'
import type { ExperimentInput } from '#core/parse-experiment.ts'

export const ledgerColumns = ['sent', 'acknowledged', 'completed', 'duplicated', 'lost', 'toldFailed'] as const
export type LedgerColumn = (typeof ledgerColumns)[number]

function runOf(url: string): string | null {
  return new URL(url).searchParams.get('run')
}

export class Bench {
  readonly page: Page
  readonly run: Locator
  readonly pause: Locator
  readonly stop: Locator
  readonly state: Locator
  readonly target: Locator
  readonly latency: Locator
  readonly stopService: Locator

  constructor(page: Page) {
    this.page = page
    this.run = page.getByTestId('run-button')
    this.pause = page.getByTestId('pause-button')
    this.stop = page.getByTestId('stop-button')
    this.state = page.getByTestId('run-state')
    this.target = page.getByTestId('fault-target')
    this.latency = page.getByTestId('fault-latency-switch')
    this.stopService = page.getByTestId('fault-stop-button')
  }

  /**
   * Presses Run where the page stands, and waits for the run's own address.
   * @param instead what is run, where not the experiment on the screen: one that takes as long as the test needs
   */
  async start(instead?: ExperimentInput): Promise<string> {
    if (instead) {
      await this.page.route(
        '**/api/runs',
        (route) => route.continue({ postData: JSON.stringify({ experiment: instead }) }),
        { times: 1 },
      )
    }
    const before = runOf(this.page.url())
    await this.run.click()
    await this.page.waitForURL((url) => ![null, before].includes(runOf(url.href)))
    return runOf(this.page.url()) ?? ''
  }

  /** The number that stands there, thousands and all; NaN where there is a dash or nothing. */
  async number(testId: string): Promise<number> {
    const text = (await this.page.getByTestId(testId).textContent()) ?? ''
    return Number.parseFloat(text.replaceAll(',', ''))
  }

  /** ms, over the last 15 s. */
  callerP50(lane: string): Promise<number> {
    return this.number(`lane-${lane}-caller-p50`)
  }

  backlog(lane: string): Promise<number> {
    return this.number(`lane-${lane}-backlog`)
  }

  ledger(lane: string, column: LedgerColumn): Promise<number> {
    return this.number(`ledger-${lane}-${column}`)
  }

  ledgerCell(lane: string, column: LedgerColumn): Locator {
    return this.page.getByTestId(`ledger-${lane}-${column}`)
  }

  elapsedS(): Promise<number> {
    return this.number('elapsed')
  }

  /** Waits until the run has sent something down every lane. */
  async untilMoving(lanes: readonly string[]): Promise<void> {
    for (const lane of lanes)
      await expect.poll(() => this.ledger(lane, 'completed'), { timeout: 30_000 }).toBeGreaterThan(0)
  }

  /** Every measured number on the screen, by its test id. */
  numbers(): Promise<Record<string, string>> {
    return this.page
      .locator('[data-testid^="lane-"], [data-testid^="ledger-"], [data-testid="elapsed"], [data-testid="run-n"]')
      .evaluateAll((elements) =>
        Object.fromEntries(elements.map((element) => [element.getAttribute('data-testid'), element.textContent])),
      )
  }

  /** A chart as its table: each lane's value second by second, null where there is a dash. */
  async chart(testId: string): Promise<Record<string, (number | null)[]>> {
    const frame = this.page.getByTestId(testId)
    await frame.getByRole('button').first().click()
    const { heads, rows } = await frame.locator('table').evaluate((table) => ({
      heads: [...table.querySelectorAll('thead th')].map((head) => head.textContent ?? ''),
      rows: [...table.querySelectorAll('tbody tr')].map((row) =>
        [...row.children].map((cell) => cell.textContent ?? ''),
      ),
    }))
    // Newest first on the screen.
    rows.reverse()
    expect(rows.map(([second]) => Number(second))).toEqual(rows.map((_, index) => index))
    return Object.fromEntries(
      heads.map((head, column) => [
        head,
        rows.map((row) => (row[column] === '–' ? null : Number.parseFloat(row[column] ?? ''))),
      ]),
    )
  }
}
