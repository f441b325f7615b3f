/** A recorded run's report as one file that opens from a disk. */
import { standaloneReport } from '#components/report/standalone/page.ts'
import { wholeRun } from '#components/report/whole-run.ts'
import { wordsFor } from '#components/text/locale.ts'
import { reportWords } from '#components/text/report-words.ts'
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
  const speech = { locale, words: wordsFor(locale), report: reportWords[locale] }
  return standaloneReport(wholeRun(run.about.runId ?? run.experiment.id, run), orders, speech, player)
}
