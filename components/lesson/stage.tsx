'use client'
import { formatCount } from '#components/run/format.ts'
import { reservation } from '#components/run/lab-health.ts'
import { useSteering } from '#components/run/use-steering.ts'
import { useWords } from '#components/text/use-words.tsx'
import { Badge } from '#components/ui/badge.tsx'
import { Button } from '#components/ui/button.tsx'
import { ChevronRightIcon, LockIcon, PauseIcon, PlayIcon } from '#components/ui/icons.tsx'
import { Slider } from '#components/ui/slider.tsx'
import { lockOf, valueIn, valuesOf } from '#core/lesson.ts'
import { isOver } from '#core/run.ts'
import { offeredIn } from '#core/run-view.ts'
import { LockedValues } from './locked-values.tsx'
import type { Opening } from './opening.ts'
import { StepChart } from './step-chart.tsx'
import type { StepProps } from './step-props.ts'
import { TriedTable } from './tried-table.tsx'

interface StageProps extends StepProps {
  opening: Opening | null
  onRun: () => void
}

/** The chart, the one thing that can be moved, what cannot, and Run. */
export function Stage({ lesson, step, state, experiment, view, send, opening, onRun }: StageProps) {
  const { words, say, locale } = useWords()
  const values = valuesOf(step.vary)
  const helm = useSteering('runId' in state ? state.runId : null)
  const free = state.is === 'predicting' || (state.is === 'revealed' && !state.again)
  const on = view !== null && !isOver(view.state)
  const paused = view?.state.is === 'paused'
  const opens = 'runId' in state ? `run=${encodeURIComponent(state.runId)}` : `experiment=${lesson.slug}`
  const n = view ? offeredIn(view) : (opening?.n ?? 0)
  const recorded = view === null
  return (
    <>
      <div className="mb-2 flex items-center justify-between gap-3 text-13">
        <p>
          <b className="font-strong">{words.lesson.chart[step.shows]}</b>{' '}
          <span className="text-ink-3">{recorded && words.lesson.opening}</span>
        </p>
        <Badge
          why={recorded ? words.badge.recordedWhy : words.badge.measuredWhy}
          warning={recorded ? undefined : reservation(view, words)}
        >
          {recorded ? words.badge.recorded : words.badge.measured}
        </Badge>
      </div>
      <StepChart {...{ step, state, experiment, view, opening }} />
      <div className="mt-4 flex items-center gap-4 border-line border-t py-3">
        <span className="flex-none font-medium text-13">{say(step.vary.label)}</span>
        <Slider
          label={say(step.vary.label)}
          tone="ink"
          min={0}
          max={values.length - 1}
          step={1}
          value={values.indexOf(state.value)}
          disabled={!free}
          spoken={valueIn(step.vary, state.value, locale)}
          testId="variable"
          onMove={(index) => send({ type: 'moved', value: values[index] ?? state.value })}
        />
        <output className="num min-w-20 flex-none whitespace-nowrap text-right text-16" data-testid="variable-value">
          {valueIn(step.vary, state.value, locale)}
        </output>
      </div>
      <LockedValues {...{ step, experiment }} />
      <div className="mt-5 flex flex-wrap items-center gap-x-4 gap-y-3">
        {state.is === 'predicting' || state.is === 'starting' || state.is === 'revealed' ? (
          <Button
            look={state.is === 'revealed' ? 'plain' : 'primary'}
            size="large"
            disabled={!free || lockOf(state) !== null}
            aria-describedby="run-lock"
            data-testid="run-button"
            onClick={onRun}
          >
            <PlayIcon />
            {state.is === 'revealed' ? words.lesson.again : free ? words.run.run : words.lesson.running}
          </Button>
        ) : null}
        {on && (
          <Button
            disabled={helm.busy || helm.steers !== true || (view.state.is !== 'running' && !paused)}
            data-testid="pause-button"
            onClick={() => void helm.act((steering) => steering.setState(paused ? 'running' : 'paused'))}
          >
            {paused ? <PlayIcon /> : <PauseIcon />}
            {paused ? words.run.resume : words.run.pause}
          </Button>
        )}
        <span id="run-lock" className="flex items-center gap-2 text-12 text-ink-3">
          {lockOf(state) === 'guess-first' && (
            <>
              <LockIcon />
              {words.lesson.guessFirst}
            </>
          )}
          {state.is === 'revealed' && words.lesson.againWhy}
        </span>
        <span className="num text-12 text-ink-3" data-testid="lesson-n">
          n {formatCount(n)} · {words.run.seed} {experiment.seed} · {experiment.durationS} s
        </span>
        <a
          href={`/bench?${opens}`}
          data-testid="open-in-bench"
          className="ml-auto inline-flex min-h-8 items-center gap-0.5 font-medium text-13 underline decoration-control underline-offset-4 hover:decoration-current max-mid:min-h-10"
        >
          {words.lesson.openInBench}
          <ChevronRightIcon />
        </a>
      </div>
      {state.is === 'revealed' && <TriedTable {...{ step, state }} />}
    </>
  )
}
