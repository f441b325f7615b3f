import { RecordedCharts } from '#components/home/recorded-charts.tsx'
import type { HomeRun } from '#components/home/recorded-run.ts'
import { RunButton } from '#components/home/run-button.tsx'
import { SmallLedger } from '#components/home/small-ledger.tsx'
import { formatCount, formatDuration } from '#components/run/format.ts'
import { wordsFor } from '#components/text/locale.ts'
import type { Words } from '#components/text/words.ts'
import { Badge } from '#components/ui/badge.tsx'
import { ChevronRightIcon } from '#components/ui/icons.tsx'
import { TopBar } from '#components/ui/top-bar.tsx'
import type { Locale } from '#core/text.ts'
import { getLab } from '#server/door.ts'
import { homeRun } from './recordings.ts'
import { localeOfRequest, themeOfRequest } from './request-manners.ts'
import { Still } from './still.tsx'

const FIRST = 'first-look'

export default async function Home() {
  const [locale, theme] = await Promise.all([localeOfRequest(), themeOfRequest()])
  const run = await homeRun(locale)
  const words = wordsFor(locale)
  const experiments = getLab().experiments()
  return (
    <>
      <TopBar home={words.site.home} theme={theme} />
      <main id="content" className="mx-auto max-w-[1248px] px-6 max-mid:px-4">
        <div className="grid items-start gap-x-12 gap-y-6 py-8 max-mid:py-6 wide:grid-cols-[448px_minmax(0,1fr)]">
          <div>
            <p className="flex items-center gap-2 font-medium text-12 text-ink-3">
              {run ? run.experiment.title[locale] : words.home.experiments}
              {run && <Badge why={words.badge.recordedWhy}>{words.badge.recorded}</Badge>}
            </p>
            <h1 data-testid="headline" className="my-3 text-balance font-strong text-28 leading-[1.4] tracking-tight">
              {(run ? headline(run, { locale, words }) : [words.home.noRecording]).map((sentence) => (
                <span key={sentence} className="block">
                  {sentence}
                </span>
              ))}
            </h1>
            <p data-testid="screen-summary" className="text-15 text-ink-2 leading-[1.7]">
              {run ? run.experiment.summary[locale] : words.home.pitch}
            </p>
            {!run && <p className="mt-2 text-15 text-ink-2 leading-[1.7]">{words.home.noRecordingWhy}</p>}
            <RunButton experiment={FIRST} />
            {run && (
              <Still className="mt-6 border-ink border-t pt-4 max-wide:hidden">
                <SmallLedger {...{ run, locale, words }} />
              </Still>
            )}
          </div>
          {run && (
            <div className="min-w-0 pt-2" data-testid="recorded-run">
              <RecordedCharts {...{ run, locale, words }} />
              <div className="mt-2 flex flex-wrap items-center justify-between gap-x-4 gap-y-2 text-12 text-ink-3">
                <span className="num">{caption(run, words)}</span>
                <a
                  href={`/r/${FIRST}`}
                  className="ml-auto font-medium text-13 text-ink underline decoration-control underline-offset-4 hover:decoration-current"
                >
                  {words.run.report}
                </a>
                <a
                  href={`/bench?experiment=${FIRST}`}
                  className="inline-flex items-center gap-0.5 font-medium text-13 text-ink underline decoration-control underline-offset-4 hover:decoration-current"
                >
                  {words.home.openInBench}
                  <ChevronRightIcon />
                </a>
              </div>
              <Still className="mt-6 border-line border-t pt-4 wide:hidden">
                <SmallLedger {...{ run, locale, words }} />
              </Still>
            </div>
          )}
        </div>
        <section className="border-line-2 border-t pb-12" aria-labelledby="experiments">
          <div className="flex items-baseline gap-3 pt-6 pb-3">
            <h2 id="experiments" className="font-strong text-16">
              {words.home.experiments}
            </h2>
            <p className="text-13 text-ink-3">{words.home.experimentsWhy}</p>
          </div>
          <Still as="ol" className="grid gap-x-6 mid:grid-cols-2 wide:grid-cols-4">
            {experiments.map((experiment) => (
              // Laid out when its reader comes near: its height until then is a guess.
              <li
                key={experiment.id}
                className="border-line border-t [contain-intrinsic-height:auto_110px] [content-visibility:auto]"
              >
                <a href={`/bench?experiment=${experiment.id}`} className="focus-inset group block h-full py-3 pb-5">
                  <b className="font-medium text-14 underline-offset-4 group-hover:underline">
                    {experiment.title[locale]}
                  </b>
                  <span className="mt-1 block text-13 text-ink-2 leading-relaxed">{experiment.summary[locale]}</span>
                  <span className="num mt-2 block text-12 text-ink-3">
                    {words.home.lanes(experiment.lanes.length)} · {words.home.duration(experiment.durationS)}
                  </span>
                </a>
              </li>
            ))}
          </Still>
        </section>
      </main>
    </>
  )
}

interface Speech {
  locale: Locale
  words: Words
}

/** What the run shows, as far as its numbers bear it out; else its title. */
function headline({ experiment, bent, unnoticed }: HomeRun, { locale, words }: Speech): string[] {
  const nameOf = (id: string) => experiment.lanes.find((lane) => lane.id === id)?.name[locale] ?? id
  const said = [
    bent && words.home.bent({ lanes: bent.lanes.map(nameOf).join(' · '), ms: formatDuration(bent.heldUs) }),
    unnoticed && words.home.unnoticed({ lane: nameOf(unnoticed.lane), count: formatCount(unnoticed.backlogMax) }),
  ].filter((sentence) => sentence !== null)
  return said.length > 0 ? said : [experiment.title[locale]]
}

function caption({ experiment, n }: HomeRun, words: Words): string {
  const { workload } = experiment
  const rate =
    'open' in workload
      ? `${workload.open.rateRps}/s ${words.load.perLane} · ${words.load.arrivals[workload.open.arrival]}`
      : words.load.closed
  return words.home.caption({ n: formatCount(n), seed: experiment.seed, rate })
}
