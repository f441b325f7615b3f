import { Fragment } from 'react'
import { ChartTable } from '#components/charts/chart-table.tsx'
import { type Chart, chartNotes, chartTitles } from '#components/picture/chart.ts'
import { PictureRules, StillPicture } from '#components/picture/still-picture.tsx'
import { lookOf } from '#components/run/lane-look.ts'
import { wordsFor } from '#components/text/locale.ts'
import type { ReportWords } from '#components/text/report-words.ts'
import { Button } from '#components/ui/button.tsx'
import { ScrollRegion } from '#components/ui/scroll-region.tsx'
import type { ConfigurationDifference } from '#core/compare.ts'
import type { Locale } from '#core/text.ts'
import { verdictText } from '#core/verdict.ts'
import { type Confidence, type LaneDifference, signed } from './comparison.ts'
import type { WholeRun } from './whole-run.ts'

const SIZES = { wide: { width: 560, height: 260 }, narrow: { width: 343, height: 290 } }

const TABLE_PX = 260

interface MultiplesProps {
  charts: Chart[]
  runs: WholeRun[]
  names: string[]
  locale: Locale
  report: ReportWords
}

/** Small multiples: the same axes on each. */
export function Multiples({ charts, runs, names, locale, report }: MultiplesProps) {
  return (
    <>
      {/* Nested: the page has a grid of its own. */}
      <PictureRules />
      <p className="mb-2 text-12 text-ink-3">{report.axes}</p>
      <div className="grid gap-x-8 gap-y-6 pb-6 mid:grid-cols-2">
        {charts.map((chart, i) => (
          // Head, chart and table each in a row of all: axes that are shared stand at one height.
          <figure
            key={names[i]}
            className="min-w-0 mid:row-span-3 mid:grid mid:grid-rows-subgrid mid:gap-y-0"
            data-testid={`side-${names[i]}`}
          >
            <figcaption>
              <b className="text-14">
                {names[i]} · {runs[i]?.view.experiment.title[locale]}
              </b>
              <p className="text-13 text-ink-2">{runs[i] && verdictText(runs[i].view, locale)}</p>
            </figcaption>
            <StillPicture
              chart={chart}
              label={`${names[i]}: ${chartTitles[chart.name][locale]}, ${chartNotes[chart.name][locale]}`}
              locale={locale}
              sizes={SIZES}
            />
            <details className="text-12 text-ink-3">
              <summary className="inline-block min-h-8 py-1.5 max-mid:min-h-10">
                {wordsFor(locale).charts.table}
              </summary>
              <ChartTable
                title={`${names[i]}: ${chartTitles[chart.name][locale]}`}
                seconds={Math.max(0, ...chart.lines.map(({ values }) => values.length))}
                height={TABLE_PX}
                columns={chart.lines.map(({ id, name, order, values }) => ({
                  id,
                  name,
                  colour: `var(${lookOf(order).textToken})`,
                  values,
                }))}
              />
            </details>
          </figure>
        ))}
      </div>
    </>
  )
}

const head = 'h-8 pl-4 text-right font-regular text-ink-3'
const body = 'num pl-4 text-right'

export function DifferenceTable({
  lanes,
  names,
  report,
}: {
  lanes: LaneDifference[]
  names: string[]
  report: ReportWords
}) {
  if (lanes.length === 0) return <p className="text-13 text-ink-3">{report.noCommonLane}</p>
  const measures: Record<string, string> = {
    n: 'n',
    callerP50: `${report.callerOf} p50, ms`,
    callerP99: `${report.callerOf} p99, ms`,
    doneP50: `${report.doneOf} p50, ms`,
    doneP99: `${report.doneOf} p99, ms`,
    goodput: report.goodput,
    failed: report.failed,
    attempts: report.measures.attempts,
    lost: report.measures.lost,
    duplicated: report.measures.duplicated,
  }
  return (
    <div className="grid gap-x-8 gap-y-6 mid:grid-cols-2 wide:grid-cols-3">
      {lanes.map(({ id, name, rows }) => (
        <table key={id} className="w-full border-collapse self-start text-12" data-testid={`lane-${id}`}>
          <thead>
            <tr>
              <th scope="col" className="text-left font-strong text-13">
                {name}
              </th>
              {names.map((side) => (
                <th key={side} scope="col" className={head}>
                  {side}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.length === 0 && (
              <tr>
                <td colSpan={names.length + 1} className="h-7 text-ink-3">
                  {report.resultSame}
                </td>
              </tr>
            )}
            {rows.map(({ measure, cells }) => (
              <tr key={measure} className="border-grid border-t">
                <th scope="row" className="h-7 text-left font-regular text-ink-2">
                  {measures[measure]}
                </th>
                {cells.map(({ text, difference, few }, i) => (
                  <td
                    key={names[i]}
                    className={`${body} ${few ? 'text-ink-3' : ''}`}
                    title={few ? report.fewWhy : undefined}
                  >
                    {text}
                    {difference !== '' && <span className="block text-ink-3">{difference}</span>}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      ))}
    </div>
  )
}

export function ConfidenceTable({ said, report }: { said: Confidence[]; report: ReportWords }) {
  if (said.length === 0) return <p className="max-w-[720px] text-13 text-ink-2">{report.confidenceNone}</p>
  return (
    <>
      <p className="mb-3 max-w-[720px] text-13 text-ink-2">{report.confidenceHow}</p>
      <ScrollRegion label={report.confidence}>
        <table className="w-full border-collapse whitespace-nowrap text-12" data-testid="confidence">
          <thead>
            <tr>
              <th scope="col" className="text-left font-regular text-ink-3">
                {report.lane}
              </th>
              <th scope="col" className={head}>
                {report.metric}
              </th>
              <th scope="col" className={head}>
                {report.difference}
              </th>
              <th scope="col" className={head}>
                {report.interval}
              </th>
              <td />
            </tr>
          </thead>
          <tbody>
            {said.map(({ key, subject, against, metric, p, difference }) => (
              <tr key={key} className="border-grid border-t">
                <th scope="row" className="h-8 text-left font-medium">
                  {subject} <span className="font-regular text-ink-3">{report.against(against)}</span>
                </th>
                <td className={body}>
                  {metric === 'caller' ? report.callerOf : report.doneOf} p{p}
                </td>
                <td className={body}>{difference ? signed(difference.us) : '–'}</td>
                <td className={body}>
                  {difference ? `${signed(difference.lowUs)} … ${signed(difference.highUs)}` : '–'}
                </td>
                <td className={`pl-4 text-right ${difference?.seen ? 'font-strong' : 'text-ink-3'}`}>
                  {verdict(difference)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollRegion>
    </>
  )

  function verdict(difference: Confidence['difference']): string {
    if (!difference) return report.seen.few
    if (!difference.seen) return report.seen.none
    return difference.us > 0 ? report.seen.slower : report.seen.faster
  }
}

export function FieldTable({
  differences,
  names,
  report,
}: {
  differences: ConfigurationDifference[]
  names: string[]
  report: ReportWords
}) {
  if (differences.length === 0) return <p className="text-13 text-ink-3">{report.configurationSame}</p>
  return (
    <ScrollRegion label={report.configurationDiffers}>
      <table
        className={`w-full border-collapse text-12 ${names.length > 2 ? 'max-mid:min-w-[480px]' : ''}`}
        data-testid="fields"
      >
        <thead>
          <tr>
            <th scope="col" className="text-left font-regular text-ink-3">
              {report.field}
            </th>
            {names.map((side) => (
              <th key={side} scope="col" className={head}>
                {side}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {differences.map(({ path, values }) => (
            <tr key={path} className="border-grid border-t">
              <th scope="row" className="wrap-anywhere py-1.5 pr-2 text-left font-mono font-regular">
                {/* It breaks behind a dot, where it has to. */}
                {path.split(/(?<=\.)/).map((part, at) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: parts of a text that stay in their order
                  <Fragment key={at}>
                    {at > 0 && <wbr />}
                    {part}
                  </Fragment>
                ))}
              </th>
              {values.map((value, i) => (
                <td key={names[i]} className={`${body} py-1.5 ${names.length > 2 ? '' : 'min-w-26'}`}>
                  {value ?? '–'}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  )
}

export const sides = ['a', 'b', 'c', 'd'] as const
export type Side = (typeof sides)[number]
/** More may be left empty. */
const FEWEST = 2

/** A form without script: the addresses of runs go into that of the comparison. */
export function PickRuns({ asked, report }: { asked: Partial<Record<Side, string>>; report: ReportWords }) {
  return (
    <form action="/compare" className="max-w-[480px] border-line border-t pt-5">
      <p className="text-14">{report.pick}</p>
      <p className="mb-3 text-12 text-ink-3">{report.pickWhy}</p>
      {sides.map((side, i) => (
        <label key={side} className="mb-3 block text-12 text-ink-3">
          {report.sides[i]}
          <input
            name={side}
            required={i < FEWEST}
            defaultValue={asked[side] ?? ''}
            autoComplete="off"
            className="mt-1 block h-8 w-full rounded-1 border border-control bg-surface px-2 font-mono text-12 text-ink max-mid:h-10"
          />
        </label>
      ))}
      <Button type="submit" look="primary">
        {report.compare}
      </Button>
    </form>
  )
}
