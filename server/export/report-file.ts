/** A recorded run's report as one file that opens from a disk. */
import { standaloneReport } from '#components/report/standalone/page.ts'
import { speechIn } from '#components/report/tables.ts'
import { wholeRun } from '#components/report/whole-run.ts'
import type { OrderLine } from '#core/order-query.ts'
import type { RecordedRun } from '#core/recording.ts'
import type { Locale } from '#core/text.ts'

export interface ReportFileOf {
  run: RecordedRun
  /** Some of its single orders; none where only a recording is there. */
  orders: readonly OrderLine[]
  locale: Locale
  /** The text of public/embed.js. */
  player: string
}

export function reportFile({ run, orders, locale, player }: ReportFileOf): string {
  return standaloneReport(wholeRun(run.about.runId ?? run.experiment.id, run), orders, speechIn(locale), player)
}
