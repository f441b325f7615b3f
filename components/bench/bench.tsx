'use client'
/** The bench: one experiment, its run, and everything that can be done to it while it is on. */
import { useRouter, useSearchParams } from 'next/navigation'
import { type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { Cursor, CursorContext } from '#components/charts/cursor.ts'
import { LatencyCharts } from '#components/charts/latency-charts.tsx'
import { SmallCharts } from '#components/charts/small-charts.tsx'
import { Zoom, ZoomContext } from '#components/charts/zoom.ts'
import { type Problem, problemOf, startRun } from '#components/run/api.ts'
import { type Aim, aimKey, aimsOf } from '#components/run/fault-aim.ts'
import { activeFaults } from '#components/run/fault-spans.ts'
import { formatSeconds } from '#components/run/format.ts'
import { statusSentence } from '#components/run/status-sentence.ts'
import { keepToken } from '#components/run/tokens.ts'
import { useRun } from '#components/run/use-run.ts'
import { useSteering } from '#components/run/use-steering.ts'
import { summaryWords } from '#components/text/summary-words.ts'
import { useWords } from '#components/text/use-words.tsx'
import { ProblemNote } from '#components/ui/problem-note.tsx'
import { ScreenSummary } from '#components/ui/screen-summary.tsx'
import { SectionHead } from '#components/ui/section-head.tsx'
import type { Theme } from '#components/ui/theme.ts'
import { TopBar } from '#components/ui/top-bar.tsx'
import type { Experiment } from '#core/experiment.ts'
import type { RunInfo } from '#core/live.ts'
import { isOver } from '#core/run.ts'
import { type ExperimentName, ExperimentPicker } from './experiment-picker.tsx'
import { FaultDrawer } from './fault-drawer.tsx'
import { FaultSheet } from './fault-sheet.tsx'
import { HopTables } from './hop-table.tsx'
import { LaneList } from './lane-list.tsx'
import { LedgerTable } from './ledger-table.tsx'
import { LoadPanel } from './load-panel.tsx'
import { LoadingRun } from './loading-run.tsx'
import { LogTables } from './log-table.tsx'
import { MissingRun } from './missing-run.tsx'
import { PhoneFacts } from './phone-facts.tsx'
import { RunBar } from './run-bar.tsx'
import { ShareButton } from './share-button.tsx'
import { StatusLine } from './status-line.tsx'
import { Topology } from './topology.tsx'
import { useBenchKeys } from './use-bench-keys.ts'
import { useFaultDrafts } from './use-fault-drafts.ts'
import { useStill } from './use-still.ts'

export interface BenchProps {
  /** What can be picked. */
  experiments: ExperimentName[]
  /** What the address names, or the first; null where there is none. */
  picked: Experiment | null
  /** What the address asked for, read on the server so that the first picture is already right. */
  initial: { runId: string | null; info: RunInfo | null; shared: SharedExperiment | null }
  theme: Theme
}

/** What stood in a share link: an experiment, or why it is none. */
export type SharedExperiment = { link: string } & ({ experiment: Experiment } | { problem: Problem })

export function Bench({ experiments, picked, initial, theme }: BenchProps) {
  const { words, locale } = useWords()
  const router = useRouter()
  const search = useSearchParams()
  const runId = search.get('run')
  const asked = search.get('experiment')
  const link = search.get('x')
  const { phase, connection, info, view } = useRun(runId)
  const runHelm = useSteering(runId)
  const faultHelm = useSteering(runId)
  const loadHelm = useSteering(runId)
  const known = info ?? (initial.runId === runId ? initial.info : null)
  const shared = initial.shared?.link === link ? initial.shared : null
  const sharedExperiment = shared !== null && 'experiment' in shared ? shared.experiment : null
  const [begun, begin] = useState<{ runId: string; experiment: Experiment } | null>(null)
  // What was started here is known before the server has said so.
  const ofRun = known?.experiment ?? (begun !== null && begun.runId === runId ? begun.experiment : null)
  const experiment = ofRun ?? sharedExperiment ?? picked
  const builtIn = ofRun === null && sharedExperiment === null

  const { shown, frozenUs, toggle: toggleStill } = useStill(runId, view)

  const cursor = useMemo(() => new Cursor(), [])
  const zoom = useMemo(() => new Zoom(), [])
  const [hovered, hover] = useState<string | null>(null)
  const [pinned, pin] = useState<string | null>(null)
  const [chosenAim, setAim] = useState<Aim | null>(null)
  const [drafts, draft] = useFaultDrafts()
  const [sheetOpen, openSheet] = useState(false)
  const [seed, setSeed] = useState<number | null>(null)
  const [starting, setStarting] = useState(false)
  const [problem, setProblem] = useState<Problem | null>(null)
  const faultPanel = useRef<HTMLElement>(null)

  // biome-ignore lint/correctness/useExhaustiveDependencies: another run or experiment is what clears the bench
  useEffect(() => {
    cursor.leave()
    zoom.all()
    pin(null)
    setSeed(null)
    setProblem(null)
  }, [runId, asked, cursor, zoom])

  const run = useCallback(async () => {
    if (!experiment) return
    setStarting(true)
    setProblem(null)
    try {
      const started = await startRun({
        experiment: builtIn ? experiment.id : experiment,
        overrides: { seed: seed ?? experiment.seed },
      })
      keepToken(started.id, started.token)
      begin({ runId: started.id, experiment })
      history.pushState(null, '', `/bench?run=${encodeURIComponent(started.id)}`)
    } catch (error) {
      setProblem(problemOf(error))
    } finally {
      setStarting(false)
    }
  }, [experiment, builtIn, seed])

  const live = view !== null && !isOver(view.state)
  const focusLane = pinned ?? hovered
  const unpin = useCallback(() => {
    cursor.leave()
    pin(null)
  }, [cursor])
  const togglePause = useCallback(() => {
    if (!view || !live || (view.state.is !== 'running' && view.state.is !== 'paused')) return
    const next = view.state.is === 'paused' ? 'running' : 'paused'
    void runHelm.act((steering) => steering.setState(next))
  }, [view, live, runHelm.act])
  useBenchKeys({ onSpace: togglePause, onShiftSpace: () => toggleStill?.(), onEscape: unpin })

  if (!experiment) return <NoExperiments theme={theme} />
  if (runId !== null && phase === 'missing') return <MissingRun theme={theme} />
  if (runId !== null && ofRun === null) return <LoadingRun {...{ runId, theme }} lost={connection === 'lost'} />

  const aims = aimsOf(experiment)
  const aim = aims.find((candidate) => chosenAim !== null && aimKey(candidate) === aimKey(chosenAim)) ?? aims[0]
  const loading = runId !== null && view === null
  const locked = lockedWhy()
  const sentence = loading
    ? words.status.loading
    : frozenUs !== null
      ? words.charts.frozen({ seconds: formatSeconds(frozenUs), over: !live })
      : statusSentence({ experiment, view, locale, words })
  const drawer = aim && (
    <FaultDrawer {...{ experiment, view, aim, drafts, locked }} helm={faultHelm} onAim={setAim} onDraft={draft} />
  )

  return (
    <ChartContexts cursor={cursor} zoom={zoom}>
      <TopBar home={words.site.home} theme={theme}>
        <ExperimentPicker
          experiments={experiments}
          current={experiment}
          builtIn={builtIn || (ofRun !== null && experiments.some(({ id }) => id === experiment.id))}
          onPick={(id) => router.push(`/bench?experiment=${encodeURIComponent(id)}`)}
        />
        <ShareButton experiment={{ ...experiment, seed: seed ?? experiment.seed }} runId={runId} />
      </TopBar>
      <main
        id="content"
        className="max-wide:mid:grid max-wide:mid:grid-cols-2 max-mid:flex max-mid:flex-col wide:grid wide:min-h-[calc(100dvh-104px)] wide:grid-cols-[248px_minmax(0,1fr)_344px] full:grid-cols-[272px_minmax(0,1fr)_368px]"
      >
        <ScreenSummary>
          {summaryWords[locale].bench({
            experiment: experiment.title[locale],
            lanes: experiment.lanes.map(({ name }) => name[locale]),
            faults: experiment.faults.length,
          })}
        </ScreenSummary>
        <section
          aria-label={words.lanes.title}
          className="flex min-w-0 flex-col border-line max-wide:mid:border-r max-mid:order-6 wide:border-r"
        >
          <LaneList
            {...{ experiment, pinned }}
            view={shown}
            onHover={hover}
            onPin={(lane) => pin(pinned === lane ? null : lane)}
          />
        </section>
        <div className="flex min-w-0 flex-col border-line max-mid:contents max-wide:mid:col-span-2 max-wide:mid:row-start-1 max-wide:mid:border-b">
          <div className="max-mid:order-1">
            {connection === 'lost' && (
              <p role="alert" data-testid="disconnected" className="bg-warn-bg px-4 py-2 text-12 text-warn">
                {words.status.disconnected}
              </p>
            )}
            {shared !== null && 'problem' in shared && <ProblemNote problem={shared.problem} />}
            {problem && <ProblemNote problem={problem} onDismiss={() => setProblem(null)} />}
            {runHelm.problem && <ProblemNote problem={runHelm.problem} onDismiss={runHelm.dismiss} />}
            {ofRun === null && asked !== null && picked?.id !== asked && (
              <p role="alert" className="bg-warn-bg px-4 py-2 text-12 text-warn">
                {words.status.experimentMissing(asked)}
              </p>
            )}
            <StatusLine
              sentence={sentence}
              fault={activeFaults(view).length > 0}
              urgent={!live || view.state.is !== 'running' || frozenUs !== null}
            />
            <PhoneFacts view={view} />
          </div>
          <div className="border-line border-b max-mid:order-2">
            <Topology
              {...{ experiment, focusLane }}
              view={shown}
              frozen={frozenUs !== null}
              aim={aim ?? null}
              onAim={setAim}
            />
            <HopTables {...{ experiment }} view={shown} aim={aim ?? null} onAim={setAim} />
          </div>
          <section aria-label={words.charts.latency} className="border-line border-b max-mid:order-3">
            <LatencyCharts
              {...{ experiment, focusLane }}
              view={shown}
              freeze={toggleStill && { frozenUs, over: !live, onToggle: toggleStill }}
            />
          </section>
          <div className="max-mid:order-5 max-mid:border-line max-mid:border-b">
            <SmallCharts {...{ experiment, focusLane }} view={shown} />
          </div>
          <LogTables {...{ experiment, frozenUs }} view={shown} />
        </div>
        <div className="min-w-0 border-line max-mid:contents wide:border-l">
          <section
            ref={faultPanel}
            aria-label={words.faults.title}
            className="border-line border-b pb-2 max-mid:hidden"
            data-testid="fault-drawer"
          >
            {drawer}
          </section>
          <section aria-label={words.load.title} className="border-line border-b max-mid:order-7">
            <LoadPanel {...{ experiment, view, locked }} helm={loadHelm} />
          </section>
          <section
            aria-label={words.ledger.title}
            className="pb-3 max-mid:order-4 max-mid:border-line max-mid:border-b"
          >
            <SectionHead title={words.ledger.title}>
              <span className="text-12 text-ink-3">
                {shown === null || !isOver(shown.state)
                  ? words.ledger.hintOpen
                  : shown.state.is === 'finished'
                    ? words.ledger.hintSettled
                    : words.ledger.hintNever}
              </span>
            </SectionHead>
            <LedgerTable {...{ experiment, runId }} view={shown} />
          </section>
        </div>
      </main>
      <RunBar
        {...{ experiment, view, starting, loading, runId }}
        helm={runHelm}
        seed={seed ?? experiment.seed}
        onSeed={setSeed}
        onRun={() => void run()}
        onFaults={() => {
          if (matchMedia('(max-width: 700px)').matches) openSheet(true)
          else faultPanel.current?.scrollIntoView({ block: 'center', behavior: 'auto' })
        }}
      />
      <FaultSheet open={sheetOpen} onClose={() => openSheet(false)}>
        {drawer}
      </FaultSheet>
    </ChartContexts>
  )

  function lockedWhy(): string | null {
    if (loading) return words.status.loading
    if (!live) return words.faults.needsRun
    if (connection === 'lost') return words.status.lineLost
    if (runHelm.steers === false) return words.run.watcherWhy
    if (view.state.is === 'queued' || view.state.is === 'starting') return words.faults.notBegun
    return view.state.is === 'draining' ? words.faults.needsRun : null
  }
}

function ChartContexts({ cursor, zoom, children }: { cursor: Cursor; zoom: Zoom; children: ReactNode }) {
  return (
    <CursorContext value={cursor}>
      <ZoomContext value={zoom}>{children}</ZoomContext>
    </CursorContext>
  )
}

function NoExperiments({ theme }: { theme: Theme }) {
  const { words } = useWords()
  return (
    <>
      <TopBar home={words.site.home} theme={theme} />
      <main id="content" className="p-8">
        {words.home.experimentsEmpty}
      </main>
    </>
  )
}
