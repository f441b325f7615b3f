import { ChartFrame } from '#components/charts/chart-frame.tsx'
import { PictureRules, StillPicture } from '#components/picture/still-picture.tsx'
import { lookOf } from '#components/run/lane-look.ts'
import type { Words } from '#components/text/words.ts'
import type { Locale } from '#core/text.ts'
import type { HomeRun } from './recorded-run.ts'

const SIZES = {
  caller: { wide: { width: 720, height: 290 }, narrow: { width: 343, height: 300 } },
  backlog: { wide: { width: 720, height: 170 }, narrow: { width: 343, height: 200 } },
} as const

/** The charts of a run that is over: they stand still, and the page that holds them draws them. */
export function RecordedCharts({ run, locale, words }: { run: HomeRun; locale: Locale; words: Words }) {
  const said = {
    caller: { title: words.home.chartTitle, note: words.home.chartScale },
    backlog: { title: words.home.backlogTitle, note: words.charts.waitingUnit },
  }
  return (
    <>
      <PictureRules />
      {(['caller', 'backlog'] as const).map((name) => {
        const { title, note } = said[name]
        const chart = run.charts[name]
        if (chart.lines.length === 0) return null
        return (
          <ChartFrame
            key={name}
            title={title}
            note={note}
            height={SIZES[name].wide.height}
            seconds={run.seconds}
            columns={chart.lines.map(({ id, name, order, values }) => ({
              id,
              name,
              colour: `var(${lookOf(order).textToken})`,
              values,
            }))}
            testId={`recorded-${name}`}
          >
            <StillPicture chart={chart} label={`${title}, ${note}`} locale={locale} sizes={SIZES[name]} />
          </ChartFrame>
        )
      })}
    </>
  )
}
