'use client'
/** What can be broken at the leg that is aimed at: five rows at hand, one for dead letters, and a form for the rest. */
import { type ReactNode, useEffect, useId, useRef } from 'react'
import { type Aim, aimKey, aimsOf, linkTarget, serviceTarget } from '#components/run/fault-aim.ts'
import { formatPercent } from '#components/run/format.ts'
import { aimLabel, serviceWord } from '#components/run/lane-words.ts'
import type { Helm } from '#components/run/use-steering.ts'
import { useWords } from '#components/text/use-words.tsx'
import { Button } from '#components/ui/button.tsx'
import { NumberField } from '#components/ui/number-field.tsx'
import { ProblemNote } from '#components/ui/problem-note.tsx'
import { SectionHead } from '#components/ui/section-head.tsx'
import { Slider } from '#components/ui/slider.tsx'
import { Switch } from '#components/ui/switch.tsx'
import type { Experiment, Fault } from '#core/experiment.ts'
import { faultFactsOf, type LinkFaultType } from '#core/faults.ts'
import type { RunView } from '#core/run-view.ts'
import { MoreFaults } from './more-faults.tsx'
import { RedriveRow } from './redrive-row.tsx'
import { ScheduleStrip } from './schedule-strip.tsx'
import { draftFault, type FaultDrafts, faultOn, nextHandId } from './use-fault-drafts.ts'

export interface FaultDrawerProps {
  experiment: Experiment
  view: RunView | null
  aim: Aim
  drafts: FaultDrafts
  helm: Helm
  /** Why nothing can be switched now; null where it can. */
  locked: string | null
  onAim: (aim: Aim) => void
  onDraft: (part: Partial<FaultDrafts>) => void
}

const SLIDER_MAX_MS = 1000
const SLIDER_STEP_MS = 10
const MOST_MS = 60_000
/** Sliders speak many times a second; the wire is asked once they rest. */
const REST_MS = 180

export function FaultDrawer(props: FaultDrawerProps) {
  const { experiment, view, aim, drafts, helm, locked, onAim, onDraft } = props
  const { words, locale } = useWords()
  const link = linkTarget(aim)
  const lane = experiment.lanes.find(({ id }) => id === aim.lane)
  const service = serviceTarget(aim)
  const on = (type: LinkFaultType) => faultOn(view, type, link)
  const stopped = faultOn(view, 'stop', service)
  const disabled = locked !== null || helm.busy
  const whyId = useId()
  const lockedBy = locked === null ? undefined : whyId
  useShownFaults({ latency: on('latency'), reset: on('reset_peer'), onDraft })

  const flip = (type: LinkFaultType, to: boolean) => {
    const now = on(type)
    if (!to && now) void helm.act((steering) => steering.clearFault(now.id))
    if (to && link) void helm.act((s) => s.setFault(draftFault(type, link, { drafts, id: nextHandId(view) })))
  }
  const applyAtRest = useAtRest((type: LinkFaultType, next: FaultDrafts) => {
    const now = on(type)
    if (!now || !link || locked !== null) return
    const fault: Fault = draftFault(type, link, { drafts: next, id: nextHandId(view) })
    void helm.act(async (steering) => {
      await steering.clearFault(now.id)
      await steering.setFault(fault)
    })
  })
  const draft = (type: LinkFaultType, part: Partial<FaultDrafts>) => {
    onDraft(part)
    applyAtRest(type, { ...drafts, ...part })
  }
  const flipStop = () =>
    helm.act((steering) =>
      stopped
        ? steering.clearFault(stopped.id)
        : steering.setFault(draftFault('stop', service, { drafts, id: nextHandId(view) })),
    )

  const row = (type: LinkFaultType, name: string, rest?: ReactNode) => (
    <Row on={on(type) !== null} key={type}>
      <Switch
        on={on(type) !== null}
        onFlip={(to) => flip(type, to)}
        disabled={helm.busy || link === null}
        lockedBy={lockedBy}
        aria-label={name}
        data-testid={`fault-${type}-switch`}
      />
      <span className="w-[68px] flex-none whitespace-nowrap" title={faultFactsOf(type).effect[locale]}>
        {name}
      </span>
      {rest ?? <span className="flex-1 truncate text-12 text-ink-3">{faultFactsOf(type).effect[locale]}</span>}
    </Row>
  )

  return (
    <>
      <SectionHead title={words.faults.title}>
        <select
          aria-label={words.faults.target}
          aria-describedby={lockedBy}
          data-testid="fault-target"
          value={aimKey(aim)}
          onChange={(event) => {
            const chosen = aimsOf(experiment).find((candidate) => aimKey(candidate) === event.currentTarget.value)
            if (chosen) onAim(chosen)
          }}
          className="h-7 max-w-56 min-w-0 truncate rounded-2 border border-line-2 bg-surface px-1.5 font-medium text-12 text-ink-2 hover:border-control max-mid:h-10"
        >
          {aimsOf(experiment).map((candidate) => (
            <option key={aimKey(candidate)} value={aimKey(candidate)}>
              {aimLabel(candidate, experiment, { locale, words })}
            </option>
          ))}
        </select>
      </SectionHead>
      <ScheduleStrip experiment={experiment} view={view} />
      {link !== null && (
        <>
          {row(
            'latency',
            words.faults.latency,
            <>
              <Slider
                label={words.faults.latency}
                testId="fault-latency-slider"
                value={drafts.latencyMs}
                min={0}
                max={SLIDER_MAX_MS}
                step={SLIDER_STEP_MS}
                tone={on('latency') ? 'fault' : 'idle'}
                spoken={`${drafts.latencyMs} ms`}
                disabled={locked !== null}
                onMove={(latencyMs) => draft('latency', { latencyMs })}
              />
              <span className="num flex flex-none items-center text-13">
                <NumberField
                  label={`${words.faults.latency}, ms`}
                  testId="fault-latency-value"
                  value={drafts.latencyMs}
                  min={0}
                  max={MOST_MS}
                  lockedBy={lockedBy}
                  className="w-10"
                  onCommit={(latencyMs) => draft('latency', { latencyMs })}
                />
                <span className="px-0.5 text-ink-3">±</span>
                <NumberField
                  label={`${words.faults.jitter}, ms`}
                  value={drafts.jitterMs}
                  min={0}
                  max={MOST_MS}
                  lockedBy={lockedBy}
                  className="w-7"
                  onCommit={(jitterMs) => draft('latency', { jitterMs })}
                />
                <span className="pl-1 text-ink-3">ms</span>
              </span>
            </>,
          )}
          {row(
            'reset_peer',
            words.faults.reset,
            <>
              <Slider
                label={`${words.faults.reset}, ${words.faults.share}`}
                testId="fault-reset_peer-slider"
                value={drafts.resetShare * 100}
                min={1}
                max={100}
                step={1}
                tone={on('reset_peer') ? 'fault' : 'idle'}
                spoken={formatPercent(drafts.resetShare)}
                disabled={locked !== null}
                onMove={(share) => draft('reset_peer', { resetShare: share / 100 })}
              />
              <span className="num w-[92px] flex-none text-right text-13">{formatPercent(drafts.resetShare)}</span>
            </>,
          )}
          {row('timeout', words.faults.blackHole)}
          {row('down', words.faults.down)}
        </>
      )}
      <Row on={stopped !== null}>
        <span className="w-[104px] flex-none pl-9">{serviceWord(lane, words)}</span>
        <span className="min-w-0 flex-1 truncate text-right text-12 text-ink-3">
          {view === null ? '' : stopped ? words.faults.stopped : words.faults.running}
        </span>
        <Button
          size="small"
          className="w-[76px]"
          disabled={disabled}
          title={faultFactsOf('stop').effect[locale]}
          data-testid="fault-stop-button"
          onClick={() => void flipStop()}
        >
          {stopped ? words.faults.restore : words.faults.stop}
        </Button>
      </Row>
      <RedriveRow lane={lane} view={view} helm={helm} disabled={disabled} />
      <MoreFaults {...{ experiment, view, aim, helm, disabled }} />
      {link === null && <p className="px-4 pb-2 text-12 text-ink-3">{words.faults.noLink}</p>}
      {locked !== null && (
        <p id={whyId} className="px-4 pb-2 text-12 text-ink-3" data-testid="fault-locked">
          {locked}
        </p>
      )}
      {helm.problem && <ProblemNote problem={helm.problem} onDismiss={helm.dismiss} />}
    </>
  )
}

function Row({ on, children }: { on: boolean; children: ReactNode }) {
  return (
    <div
      className={`flex h-10 items-center gap-3 px-4 text-13 max-mid:h-12 ${on ? 'bg-fault-bg font-medium text-fault' : ''}`}
    >
      {children}
    </div>
  )
}

interface ShownFaults {
  latency: Fault | null
  reset: Fault | null
  onDraft: (part: Partial<FaultDrafts>) => void
}

/** A fault that is on moves the sliders to what it is, also for those who only watch and after a reload. */
function useShownFaults({ latency, reset, onDraft }: ShownFaults): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: a fault's id changes whenever anything in it does
  useEffect(() => {
    if (!latency) return
    const { latency: latencyMs, jitter } = latency.attributes
    onDraft({ latencyMs: Number(latencyMs ?? 0), jitterMs: Number(jitter ?? 0) })
  }, [latency?.id, onDraft])
  // biome-ignore lint/correctness/useExhaustiveDependencies: as above
  useEffect(() => {
    if (reset) onDraft({ resetShare: reset.toxicity })
  }, [reset?.id, onDraft])
}

/** Calls with the newest arguments once none have come for a moment. */
function useAtRest<A extends unknown[]>(doing: (...args: A) => void): (...args: A) => void {
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null)
  const newest = useRef(doing)
  newest.current = doing
  useEffect(
    () => () => {
      if (timer.current !== null) clearTimeout(timer.current)
    },
    [],
  )
  return (...args) => {
    if (timer.current !== null) clearTimeout(timer.current)
    timer.current = setTimeout(() => newest.current(...args), REST_MS)
  }
}
