'use client'
import { timeEnd } from '#components/charts/scale.ts'
import { faultSpans } from '#components/run/fault-spans.ts'
import { formatCount, formatMs, formatPercent, formatSeconds } from '#components/run/format.ts'
import { labReading, reservation } from '#components/run/lab-health.ts'
import type { Helm } from '#components/run/use-steering.ts'
import { useWords } from '#components/text/use-words.tsx'
import { Badge } from '#components/ui/badge.tsx'
import { Button } from '#components/ui/button.tsx'
import { PauseIcon, PlayIcon, StopIcon } from '#components/ui/icons.tsx'
import { NumberField } from '#components/ui/number-field.tsx'
import type { Experiment } from '#core/experiment.ts'
import { stateLabel } from '#core/labels.ts'
import { isOver } from '#core/run.ts'
import { offeredIn, type RunView } from '#core/run-view.ts'
import { slicesOf } from '#core/slices.ts'

export interface RunBarProps {
  experiment: Experiment
  view: RunView | null
  /** Of the run that is drawn. */
  runId: string | null
  helm: Helm
  /** A run has been asked for and has not begun. */
  starting: boolean
  /** The run of the address has not come yet. */
  loading: boolean
  seed: number
  onSeed: (seed: number) => void
  onRun: () => void
  onFaults: () => void
}

const MOST_SEED = 0xffff_ffff
const US_PER_S = 1_000_000

export function RunBar({
  experiment,
  view,
  runId,
  helm,
  starting,
  loading,
  seed,
  onSeed,
  onRun,
  onFaults,
}: RunBarProps) {
  const { words, locale } = useWords()
  const over = view === null || isOver(view.state)
  const lanes = Object.values(view?.lanes ?? {})
  const n = view === null ? 0 : offeredIn(view)
  return (
    <footer className="sticky bottom-0 z-20 flex h-14 items-center gap-5 border-line-2 border-t bg-surface px-4 max-wide:gap-3 max-mid:gap-2">
      <Rail experiment={experiment} view={view} />
      <Buttons {...{ view, helm, starting, loading, onRun }} />
      <p className="num flex-none whitespace-nowrap text-13 text-ink-3">
        <span className="sr-only">{words.run.elapsed} </span>
        <b className="mr-1.5 font-medium text-20 text-ink" data-testid="elapsed">
          {formatSeconds(view?.elapsedUs ?? 0)}
        </b>
        / {experiment.durationS} s
      </p>
      <span className="flex-none text-12 text-ink-2 max-mid:hidden" data-testid="run-state">
        {stateText()}
        {experiment.mode === 'interleaved' && (
          <span className="ml-2 text-ink-3" title={words.run.turnsWhy} data-testid="turns">
            {words.run.turns({
              begun: view?.slices.begun ?? 0,
              of: slicesOf(
                experiment.lanes.map(({ id }) => id),
                experiment.durationS,
              ).length,
              contaminated: view?.slices.contaminated ?? 0,
            })}
          </span>
        )}
      </span>
      {view !== null && runId !== null && over && (
        <a
          href={`/r/${runId}`}
          data-testid="report-link"
          className="flex-none font-medium text-13 underline decoration-control underline-offset-4 hover:decoration-current max-mid:inline-flex max-mid:h-10 max-mid:items-center"
        >
          {words.run.report}
        </a>
      )}
      <Button className="max-mid:ml-auto wide:hidden" onClick={onFaults} data-testid="open-faults">
        {words.faults.open}
      </Button>
      <dl className="ml-auto flex items-center gap-5 max-wide:gap-3 max-mid:hidden">
        <div className="flex items-baseline gap-2 whitespace-nowrap max-[840px]:hidden">
          <dt className="text-12 text-ink-3">{words.run.seed}</dt>
          <dd>
            <NumberField
              label={words.run.seed}
              testId="seed"
              title={over ? '' : words.run.seedLocked}
              value={seed}
              min={0}
              max={MOST_SEED}
              disabled={!over || starting}
              className="w-24 enabled:border-control enabled:border-b"
              onCommit={(value) => onSeed(Math.round(value))}
            />
          </dd>
        </div>
        <div className="flex items-baseline gap-2 whitespace-nowrap" title={words.run.nWhy}>
          <dt className="text-12 text-ink-3">{words.run.n}</dt>
          <dd className="num text-13" data-testid="run-n">
            {formatCount(n)}
          </dd>
        </div>
        <LabHealthEntry view={view} />
        {view !== null && (
          <div>
            <dt className="sr-only">{words.badge.measured}</dt>
            <dd>
              <Badge why={words.badge.measuredWhy} warning={reservation(view, words)}>
                {words.badge.measured}
              </Badge>
            </dd>
          </div>
        )}
      </dl>
    </footer>
  )

  function stateText(): string {
    if (starting) return words.run.starting
    if (!view) return ''
    if (view.state.is === 'draining')
      return words.run.draining(formatCount(lanes.reduce((sum, l) => sum + l.backlog, 0)))
    if (view.state.is === 'finished' && view.thresholds && view.thresholds.length > 0) {
      const passed = view.thresholds.filter((threshold) => threshold.passed).length
      return `${stateLabel('finished', locale)} · ${words.run.thresholds(passed, view.thresholds.length)}`
    }
    return stateLabel(view.state.is, locale)
  }
}

function Buttons({
  view,
  helm,
  starting,
  loading,
  onRun,
}: Pick<RunBarProps, 'view' | 'helm' | 'starting' | 'loading' | 'onRun'>) {
  const { words, locale } = useWords()
  const state = view?.state.is ?? null
  const over = view === null || isOver(view.state)
  const watcher = !over && helm.steers === false
  const disabled = helm.busy || helm.steers !== true
  if (over || state === 'starting') {
    const begins = starting || state === 'starting'
    const label = begins ? words.run.starting : view === null ? words.run.run : words.run.runAgain
    return (
      <Button look="primary" onClick={onRun} disabled={begins || loading} data-testid="run-button">
        <PlayIcon />
        {loading ? words.status.loading : label}
      </Button>
    )
  }
  if (state === 'queued') {
    return (
      <Button disabled={disabled} data-testid="leave-line" onClick={() => void helm.act((s) => s.setState('stopping'))}>
        <StopIcon />
        {words.run.leaveLine}
      </Button>
    )
  }
  const paused = state === 'paused'
  // A phone has no room for buttons that do nothing.
  const onPhone = watcher ? 'max-mid:hidden' : ''
  return (
    <div className="flex flex-none items-center gap-2">
      {state === 'draining' ? (
        <Button disabled className={onPhone} data-testid="pause-button">
          {stateLabel('draining', locale)}
        </Button>
      ) : (
        <Button
          look="primary"
          disabled={disabled}
          className={onPhone}
          data-testid="pause-button"
          onClick={() => void helm.act((s) => s.setState(paused ? 'running' : 'paused'))}
        >
          {paused ? <PlayIcon /> : <PauseIcon />}
          {paused ? words.run.resume : words.run.pause}
        </Button>
      )}
      <Button
        disabled={disabled || state === 'draining'}
        data-testid="stop-button"
        aria-label={words.run.stop}
        className={watcher || state === 'draining' ? 'max-mid:hidden' : 'max-mid:w-10 max-mid:px-0'}
        onClick={() => void helm.act((s) => s.setState('stopping'))}
      >
        <StopIcon />
        <span className="max-mid:hidden">{words.run.stop}</span>
      </Button>
      {watcher && (
        <span className="text-12 text-ink-3" title={words.run.watcherWhy} data-testid="watcher">
          {words.run.watcher}
        </span>
      )}
    </div>
  )
}

function LabHealthEntry({ view }: { view: RunView | null }) {
  const { words } = useWords()
  const reading = labReading(view)
  const live = view !== null && !isOver(view.state)
  const bottleneck = reading?.bottleneck === true
  const loops = Object.entries(reading?.health.loopDelayP99Ms ?? {})
  const worst = loops.reduce<[string, number]>((max, entry) => (entry[1] > max[1] ? entry : max), ['', 0])
  return (
    <div className="flex items-baseline gap-2 whitespace-nowrap" data-testid="lab-health">
      <dt className="text-12 text-ink-3 max-wide:hidden">{words.run.lab}</dt>
      <dd className="text-12">
        {reading === null ? (
          words.run.unknown
        ) : (
          <>
            <span
              aria-hidden="true"
              className={`mr-1.5 inline-block size-2 rounded-full ${bottleneck ? 'bg-warn' : live ? 'bg-ok' : 'bg-control'}`}
            />
            <span className={`max-[1023px]:sr-only ${bottleneck ? 'font-strong text-warn' : ''}`}>
              {bottleneck ? words.badge.labBottleneck : words.run.healthy}
            </span>
            <span className="num ml-2 text-12 text-ink-3 max-wide:hidden" title={worst[0]}>
              {live ? '' : `${words.run.worst} `}
              {words.run.cpu} {formatPercent(reading.health.cpu)} · {words.run.loop} {formatMs(worst[1])} ms
            </span>
          </>
        )}
      </dd>
    </div>
  )
}

/** The run's timeline, on the hairline above the bar. */
function Rail({ experiment, view }: { experiment: Experiment; view: RunView | null }) {
  const elapsedS = (view?.elapsedUs ?? 0) / US_PER_S
  const endS = timeEnd(experiment.durationS, elapsedS)
  const percent = (s: number) => `${Math.min(100, (s / endS) * 100)}%`
  return (
    <div aria-hidden="true" className="absolute inset-x-1 -top-0.5 h-1">
      {faultSpans(experiment, view).map((span) => (
        <i
          key={span.key}
          className={`hatch -top-px absolute h-1.5 border border-fault-line bg-fault-bg ${span.is === 'planned' ? 'border-dashed' : ''}`}
          style={{ left: percent(span.fromS), width: percent(span.toS - span.fromS) }}
        />
      ))}
      {view !== null && (
        <i className="absolute top-px left-0 h-[1.5px] bg-ink" style={{ width: percent(elapsedS) }}>
          <span className="-right-1 -top-[3.5px] absolute size-2 rounded-full border-[1.5px] border-ink bg-surface" />
        </i>
      )}
    </div>
  )
}
