import type { Metadata } from 'next'
import { comparedCharts, confidences, laneDifferences } from '#components/report/comparison.ts'
import {
  ConfidenceTable,
  DifferenceTable,
  FieldTable,
  Multiples,
  PickRuns,
  sides,
} from '#components/report/comparison-parts.tsx'
import { Part, TextLink } from '#components/report/page-parts.tsx'
import type { WholeRun } from '#components/report/whole-run.ts'
import { wordsFor } from '#components/text/locale.ts'
import { reportWords } from '#components/text/report-words.ts'
import { summaryWords } from '#components/text/summary-words.ts'
import { ScreenSummary } from '#components/ui/screen-summary.tsx'
import { TopBar } from '#components/ui/top-bar.tsx'
import { WholeFont } from '#components/ui/whole-font.tsx'
import { configurationDifferences } from '#core/compare.ts'
import { anyRun } from '../recordings.ts'
import { localeOfRequest, themeOfRequest } from '../request-manners.ts'

export async function generateMetadata(): Promise<Metadata> {
  return { title: `${reportWords[await localeOfRequest()].comparison} · Wirelab` }
}

/** Two to four runs on shared axes: what was set differently, what came out differently, and how sure that is. */
export default async function ComparePage({
  searchParams,
}: {
  searchParams: Promise<Record<string, string | string[]>>
}) {
  const [query, locale, theme] = await Promise.all([searchParams, localeOfRequest(), themeOfRequest()])
  const [words, report] = [wordsFor(locale), reportWords[locale]]
  const asked = sides.flatMap((side) => {
    const id = query[side]
    return typeof id === 'string' && id !== '' ? { side, id } : []
  })
  const found = await Promise.all(asked.map(({ id }) => anyRun(id)))
  const missing = asked.filter((_, i) => found[i] === null)
  const runs = found.filter((run): run is WholeRun => run !== null)
  const names = asked.flatMap(({ side }, i) => (found[i] ? side.toUpperCase() : []))
  const picked = <PickRuns asked={Object.fromEntries(asked.map(({ side, id }) => [side, id]))} report={report} />
  return (
    <>
      <WholeFont />
      <TopBar home={words.site.home} theme={theme} />
      <main id="content" className="mx-auto max-w-[1248px] px-6 pb-12 max-mid:px-4">
        <h1 className="pt-8 font-strong text-28 tracking-tight max-mid:pt-6 max-mid:text-20">{report.comparison}</h1>
        <p className="mt-1 mb-6 text-13 text-ink-3">{report.comparisonWhy}</p>
        {missing.map(({ id }) => (
          <p key={id} role="alert" className="mb-4 text-13 text-danger">
            {id}: {report.missing}
          </p>
        ))}
        {runs.length < 2 ? (
          picked
        ) : (
          <>
            <ScreenSummary>
              {summaryWords[locale].compare({
                runs: runs.map(({ view }, i) => `${names[i]} ${view.experiment.title[locale]}`),
              })}
            </ScreenSummary>
            <Multiples charts={comparedCharts(runs, locale)} {...{ runs, names, locale, report }} />
            <Part id="result" title={report.resultDiffers}>
              <DifferenceTable lanes={laneDifferences(runs, locale)} {...{ names, report }} />
            </Part>
            <Part id="confidence" title={report.confidence}>
              <ConfidenceTable said={confidences(runs, names, locale)} report={report} />
            </Part>
            <Part id="configuration" title={report.configurationDiffers}>
              <FieldTable
                differences={configurationDifferences(runs.map(({ run }) => run.experiment))}
                {...{ names, report }}
              />
            </Part>
            <p className="flex flex-wrap gap-5 border-line border-t pt-6">
              {runs.map(({ id }, i) => (
                <TextLink key={id} href={`/r/${id}`}>
                  {names[i]} · {report.report}
                </TextLink>
              ))}
            </p>
            {runs.length < sides.length && <div className="pt-6">{picked}</div>}
          </>
        )}
      </main>
    </>
  )
}
