'use client'
/** Orders at a steady rate from this very page, and the latency that it sees. */
import { type ReactNode, useEffect, useMemo, useState } from 'react'
import { ChartFrame } from '#components/charts/chart-frame.tsx'
import { Cursor, CursorContext } from '#components/charts/cursor.ts'
import { type ChartLine, LiveChart } from '#components/charts/live-chart.tsx'
import { lastOf } from '#components/charts/series.ts'
import { type Problem, problemOf } from '#components/run/api.ts'
import { formatCount, formatOnMsAxis, formatSeconds, formatUsAsMs, NOTHING } from '#components/run/format.ts'
import { lookOf } from '#components/run/lane-look.ts'
import { useWords } from '#components/text/use-words.tsx'
import { Button } from '#components/ui/button.tsx'
import { PlayIcon, StopIcon } from '#components/ui/icons.tsx'
import { Marker } from '#components/ui/marker.tsx'
import { NumberField } from '#components/ui/number-field.tsx'
import { ProblemNote } from '#components/ui/problem-note.tsx'
import { ScrollRegion } from '#components/ui/scroll-region.tsx'
import { SectionHead } from '#components/ui/section-head.tsx'
import { Slider } from '#components/ui/slider.tsx'
import { faultLabel, outcomeLabel } from '#core/labels.ts'
import { factsOf } from '#core/protocols.ts'
import type { BackendInfo } from './console-api.ts'
import type { Draft } from './draft.ts'
import { FaultPanel } from './fault-panel.tsx'
import { LONGEST_S, type LoopLane, p50PerSecond } from './load-loop.ts'
import { type BrowserProtocol, browserProtocols } from './senders/browser.ts'
import { usePageLoop } from './use-load-loop.ts'

const CHART_PX = 320
const FIRST_RATE = 5
const MOST_RATE = 50
const US_PER_S = 1_000_000
/** A p99 that stands on fewer samples is greyed. */
const P99_SAMPLES = 1000

export interface LoopPanelProps {
  backends: BackendInfo[]
  draft: Draft
  onChanged: () => Promise<void>
}

export function LoopPanel({ backends, draft, onChanged }: LoopPanelProps) {
  const { words, locale } = useWords()
  const [chosen, choose] = useState<readonly BrowserProtocol[]>(['http', 'grpc-web', 'graphql', 'websocket'])
  const [rate, setRate] = useState(FIRST_RATE)
  const [problem, setProblem] = useState<Problem | null>(null)
  const { loop, ended, start, stop } = usePageLoop(rate)
  const cursor = useMemo(() => new Cursor(), [])
  const running = loop !== null && !loop.over
  const mine = backends.filter(({ protocol, status }) => chosen.some((id) => id === protocol) && status === 'ready')

  const faultsNow = mine.flatMap(({ protocol, faults }) =>
    faults.map((fault) => ({ key: `${protocol}.${fault.id}`, label: faultLabel(fault, locale) })),
  )
  const faultsKey = JSON.stringify(faultsNow)
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key says when the faults are others
  useEffect(() => loop?.markFaults(faultsNow), [loop, faultsKey])

  const begin = async () => {
    setProblem(null)
    try {
      await start(
        mine.map(({ protocol }) => protocol as BrowserProtocol),
        draft,
      )
    } catch (error) {
      setProblem(problemOf(error))
    }
  }
  const elapsedS = loop?.elapsedS ?? 0
  const seconds = loop ? Math.floor(elapsedS) : 0
  const lanes = browserProtocols.flatMap((protocol, order) => {
    const lane = loop?.lanes.get(protocol)
    return lane || chosen.includes(protocol)
      ? [{ protocol, lane: lane ?? null, look: lookOf(order), values: lane ? p50PerSecond(lane, seconds) : [] }]
      : []
  })
  const lines: ChartLine[] = lanes.map(({ protocol, look, values }) => ({
    id: protocol,
    name: factsOf(protocol).name,
    look,
    values,
    as: 'line',
    dimmed: false,
    faint: false,
    endText: ((last) => (last ? formatOnMsAxis(last.value) : null))(lastOf(values)),
  }))
  const spans = mergedWindows(loop?.windows ?? [], elapsedS)
  const valuesAt = (second: number) =>
    lines.map(({ id, name, look, values }) => {
      const ms = values[second] ?? null
      return { id, name, look, text: ms === null ? NOTHING : formatOnMsAxis(ms) }
    })
  const spoken = (second: number) =>
    `${words.charts.cursorAt(String(second))}: ${valuesAt(second)
      .map(({ name, text }) => `${name} ${text}`)
      .join(', ')}`

  return (
    <CursorContext value={cursor}>
      <div className="flex min-w-0 flex-col border-line wide:border-r">
        <SectionHead title={words.console.loopOver}>
          <span className="text-12 text-ink-3">{words.console.fromBrowser}</span>
        </SectionHead>
        {browserProtocols.map((protocol, order) => {
          const backend = backends.find((one) => one.protocol === protocol)
          const ready = backend?.status === 'ready'
          return (
            <label
              key={protocol}
              className="flex h-9 items-center gap-2.5 px-4 text-13 max-mid:h-11"
              title={backend?.detail}
            >
              <input
                type="checkbox"
                data-testid={`loop-${protocol}`}
                checked={chosen.includes(protocol)}
                disabled={running || !ready}
                onChange={(event) =>
                  choose(
                    event.currentTarget.checked ? [...chosen, protocol] : chosen.filter((known) => known !== protocol),
                  )
                }
                className="size-4 flex-none accent-(--action) max-mid:size-6"
              />
              <Marker look={lookOf(order)} />
              <span className={ready ? '' : 'text-ink-3'}>{factsOf(protocol).name}</span>
              {!ready && (
                <span className="ml-auto text-12 text-ink-3">
                  {backend?.status === 'failed' ? words.console.failed : words.console.starting}
                </span>
              )}
            </label>
          )
        })}
        <div className="flex h-11 items-center gap-3 px-4 text-13">
          <span className="flex-none">{words.console.loopRate}</span>
          <Slider
            label={words.console.loopRate}
            testId="loop-rate"
            value={rate}
            min={1}
            max={MOST_RATE}
            step={1}
            tone="ink"
            spoken={`${rate} /s`}
            onMove={setRate}
          />
          <span className="num flex flex-none items-center">
            <NumberField
              label={words.console.loopRate}
              value={rate}
              min={1}
              max={MOST_RATE}
              className="w-8"
              onCommit={(next) => setRate(Math.round(next))}
            />
            <span className="pl-1 text-ink-3">/s</span>
          </span>
        </div>
        <div className="px-4 pb-3">
          {running ? (
            <Button className="w-full" onClick={stop} data-testid="loop-stop">
              <StopIcon /> {words.console.loopStop}
            </Button>
          ) : (
            <Button
              look="primary"
              className="w-full"
              disabled={mine.length === 0}
              onClick={() => void begin()}
              data-testid="loop-start"
            >
              <PlayIcon /> {words.console.loopStart}
            </Button>
          )}
          <p className="pt-2 text-12 text-ink-3 leading-normal">
            {mine.length === 0 ? words.console.loopNone : words.console.loopWhy}
          </p>
        </div>
        {problem && <ProblemNote problem={problem} onDismiss={() => setProblem(null)} />}
        <div className="border-line border-t">
          <FaultPanel backends={mine} onChanged={onChanged} />
        </div>
      </div>
      <div className="min-w-0 p-2">
        <p role="status" className="px-2 pb-1 text-13 text-ink-2" data-testid="loop-status">
          {running
            ? words.console.loopRunning({ seconds: String(Math.floor(elapsedS)), most: LONGEST_S })
            : ended
              ? words.console.loopEnd[ended]
              : ' '}
        </p>
        <ChartFrame
          title={words.console.loopChart}
          note={words.console.loopScale}
          height={CHART_PX}
          seconds={seconds}
          valuesAt={valuesAt}
          testId="chart-loop"
          columns={lines.map(({ id, name, look, values }) => ({ id, name, colour: `var(${look.textToken})`, values }))}
        >
          <LiveChart
            label={`${words.console.loopChart}, ${words.console.loopScale}`}
            spoken={spoken}
            height={CHART_PX}
            endS={LONGEST_S}
            nowS={running ? elapsedS : null}
            seconds={seconds}
            y={{ kind: 'latency' }}
            lines={lines}
            spans={spans}
            labels="gutter"
            empty={loop ? null : words.console.loopEmpty}
          />
        </ChartFrame>
        <LoopTable lanes={lanes} />
        <p className="num px-2 pt-1 text-11 text-ink-3">{loop ? `${formatSeconds(elapsedS * US_PER_S)} s` : ''}</p>
      </div>
    </CursorContext>
  )
}

function LoopTable({
  lanes,
}: {
  lanes: { protocol: BrowserProtocol; lane: LoopLane | null; look: ReturnType<typeof lookOf> }[]
}) {
  const { words, locale } = useWords()
  return (
    <ScrollRegion label={words.console.loop} className="px-2 pt-2">
      <table className="w-full max-w-3xl text-13" data-testid="loop-table">
        <thead className="text-right text-12 text-ink-3">
          <tr>
            <th scope="col" className="text-left font-regular">
              {words.console.protocol}
            </th>
            {['n', 'p50 ms', 'p99 ms', words.console.errors, words.console.notSent].map((head) => (
              <th key={head} scope="col" className="pl-3 font-regular">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {lanes.map(({ protocol, lane, look }) => {
            const few = (lane?.n ?? 0) < P99_SAMPLES
            return (
              <tr key={protocol} className="border-grid border-t">
                <th scope="row" className="h-8 text-left font-medium" style={{ color: `var(${look.textToken})` }}>
                  {factsOf(protocol).name}
                </th>
                <Num testId={`loop-${protocol}-n`}>{lane ? formatCount(lane.n) : NOTHING}</Num>
                <Num testId={`loop-${protocol}-p50`}>{formatUsAsMs(lane?.latency.percentile(50) ?? null)}</Num>
                <Num
                  testId={`loop-${protocol}-p99`}
                  tone={few ? 'text-ink-3' : ''}
                  title={few && lane ? words.lanes.fewSamples(lane.n) : undefined}
                >
                  {formatUsAsMs(lane?.latency.percentile(99) ?? null)}
                </Num>
                <Num
                  testId={`loop-${protocol}-errors`}
                  tone={(lane?.errors ?? 0) > 0 ? 'text-danger font-strong' : 'text-ink-3'}
                  title={lane?.lastFailure ? outcomeLabel(lane.lastFailure, locale) : undefined}
                >
                  {lane ? formatCount(lane.errors) : NOTHING}
                  {lane?.lastFailure && (
                    <span className="pl-1 font-sans text-12">{outcomeLabel(lane.lastFailure, locale)}</span>
                  )}
                </Num>
                <Num testId={`loop-${protocol}-not-sent`} tone={(lane?.notSent ?? 0) > 0 ? 'text-warn' : 'text-ink-3'}>
                  {lane ? formatCount(lane.notSent) : NOTHING}
                </Num>
              </tr>
            )
          })}
        </tbody>
      </table>
    </ScrollRegion>
  )
}

function Num({
  children,
  testId,
  tone = '',
  title,
}: {
  children: ReactNode
  testId: string
  tone?: string
  title?: string | undefined
}) {
  return (
    <td className={`num pl-3 text-right ${tone}`} data-testid={testId} title={title}>
      {children}
    </td>
  )
}

/** The same fault on several protocols is one window, from the first to the last of them. */
function mergedWindows(windows: readonly { label: string; fromS: number; toS: number | null }[], nowS: number) {
  const CLOSE_S = 1
  const merged: { label: string; fromS: number; toS: number; planned: boolean }[] = []
  for (const { label, fromS, toS } of windows) {
    const end = toS ?? nowS
    const same = merged.find((span) => span.label === label && Math.abs(span.fromS - fromS) < CLOSE_S)
    if (same) same.toS = Math.max(same.toS, end)
    else merged.push({ label, fromS, toS: end, planned: false })
  }
  return merged
}
