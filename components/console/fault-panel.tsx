'use client'
/** What can be broken at the console's backends while orders are sent: latency, a black hole, a cut wire. */
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { type Problem, problemOf } from '#components/run/api.ts'
import { useWords } from '#components/text/use-words.tsx'
import { NumberField } from '#components/ui/number-field.tsx'
import { ProblemNote } from '#components/ui/problem-note.tsx'
import { SectionHead } from '#components/ui/section-head.tsx'
import { Slider } from '#components/ui/slider.tsx'
import { Switch } from '#components/ui/switch.tsx'
import { faultFactsOf, type LinkFaultType } from '#core/faults.ts'
import { legLabel } from '#core/labels.ts'
import { factsOf, type Leg, type ProtocolId } from '#core/protocols.ts'
import { type BackendInfo, clearBackendFault, type FaultRequest, setBackendFault } from './console-api.ts'

type Offered = Extract<LinkFaultType, 'latency' | 'timeout' | 'down'>

const SLIDER_MAX_MS = 1000
const SLIDER_STEP_MS = 10
const MOST_MS = 60_000
const FIRST_MS = 200
/** Sliders speak many times a second; the wire is asked once they rest. */
const REST_MS = 180

export interface FaultPanelProps {
  /** Those that the faults act on. */
  backends: BackendInfo[]
  onChanged: () => Promise<void>
}

export function FaultPanel({ backends, onChanged }: FaultPanelProps) {
  const { words, locale } = useWords()
  const [latencyMs, setLatencyMs] = useState(FIRST_MS)
  const [wished, chooseLeg] = useState<Leg | null>(null)
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<Problem | null>(null)
  const legs = backends.length === 1 && backends[0] ? factsOf(backends[0].protocol).legs : []
  const leg = legs.find((known) => known === wished) ?? legs[0] ?? null
  const legOf = (protocol: ProtocolId) => (backends.length === 1 ? leg : (factsOf(protocol).legs[0] ?? null))
  const idOf = (type: Offered, protocol: ProtocolId) => `page-${type}-${legOf(protocol)}`
  const on = (type: Offered) =>
    backends.length > 0 &&
    backends.every(({ faults, protocol }) => faults.some(({ id }) => id === idOf(type, protocol)))

  const act = async (doing: (protocol: ProtocolId) => Promise<unknown>) => {
    setBusy(true)
    try {
      await Promise.all(backends.map(({ protocol }) => doing(protocol)))
      setProblem(null)
    } catch (error) {
      setProblem(problemOf(error))
    } finally {
      await onChanged()
      setBusy(false)
    }
  }
  const requestOf = (type: Offered, protocol: ProtocolId, ms: number): FaultRequest => {
    const at = legOf(protocol)
    return {
      id: idOf(type, protocol),
      type,
      stream: 'downstream',
      toxicity: 1,
      attributes: type === 'latency' ? { latency: ms, jitter: 0 } : type === 'timeout' ? { timeout: 0 } : {},
      ...(at ? { target: { leg: at } } : {}),
    }
  }
  const flip = (type: Offered, to: boolean) =>
    act((protocol) =>
      to
        ? setBackendFault(protocol, requestOf(type, protocol, latencyMs))
        : clearBackendFault(protocol, idOf(type, protocol)),
    )

  const rest = useRef<ReturnType<typeof setTimeout> | null>(null)
  useEffect(() => () => clearTimeout(rest.current ?? undefined), [])
  const slide = (ms: number) => {
    setLatencyMs(ms)
    if (!on('latency')) return
    clearTimeout(rest.current ?? undefined)
    rest.current = setTimeout(
      () => void act((protocol) => setBackendFault(protocol, requestOf('latency', protocol, ms))),
      REST_MS,
    )
  }

  const row = (type: Offered, name: string, more?: ReactNode) => (
    <div
      className={`flex min-h-10 items-center gap-3 px-4 py-1 text-13 max-mid:min-h-12 ${on(type) ? 'bg-fault-bg font-medium text-fault' : ''}`}
    >
      <Switch
        on={on(type)}
        onFlip={(to) => void flip(type, to)}
        disabled={busy || backends.length === 0}
        aria-label={name}
        data-testid={`fault-${type}-switch`}
      />
      <span className="flex-none whitespace-nowrap">{name}</span>
      {more ?? (
        <span className="min-w-0 flex-1 text-12 text-ink-3 leading-snug">{faultFactsOf(type).effect[locale]}</span>
      )}
    </div>
  )
  return (
    <section aria-label={words.console.faults} data-testid="console-faults" className="border-line border-b pb-2">
      <SectionHead title={words.console.faults}>
        {legs.length > 1 && leg ? (
          <select
            aria-label={words.console.faultLeg}
            value={leg}
            onChange={(event) => chooseLeg(event.currentTarget.value as Leg)}
            className="h-7 rounded-2 border border-line-2 bg-surface px-1.5 text-12 text-ink-2 max-mid:h-10"
          >
            {legs.map((one) => (
              <option key={one} value={one}>
                {words.console.legOf(legLabel(one, locale))}
              </option>
            ))}
          </select>
        ) : (
          <span className="min-w-0 truncate text-12 text-ink-3">
            {words.console.faultsAt(backends.map(({ protocol }) => factsOf(protocol).name).join(', '))}
          </span>
        )}
      </SectionHead>
      {row(
        'latency',
        words.console.delay,
        <>
          <Slider
            label={words.console.delay}
            testId="fault-latency-slider"
            value={latencyMs}
            min={0}
            max={SLIDER_MAX_MS}
            step={SLIDER_STEP_MS}
            tone={on('latency') ? 'fault' : 'idle'}
            spoken={`${latencyMs} ms`}
            onMove={slide}
          />
          <span className="num flex flex-none items-center">
            <NumberField
              label={`${words.console.delay}, ms`}
              value={latencyMs}
              min={0}
              max={MOST_MS}
              className="w-12"
              onCommit={slide}
            />
            <span className="pl-1 text-ink-3">ms</span>
          </span>
        </>,
      )}
      {row('timeout', words.faults.blackHole)}
      {row('down', words.faults.down)}
      {problem && <ProblemNote problem={problem} onDismiss={() => setProblem(null)} />}
    </section>
  )
}
