'use client'
import type { Pressure } from '#components/run/pressure.ts'
import { useWords } from '#components/text/use-words.tsx'

/** Small print under a lane's latencies: what its callers, its service and its connections are under. */
export function LanePressure({ lane, pressures }: { lane: string; pressures: Pressure[] }) {
  const { words } = useWords()
  if (pressures.length === 0) return null
  return (
    <span
      className="flex w-full flex-wrap gap-x-3 text-12 text-ink-3 leading-[18px]"
      data-testid={`lane-${lane}-pressure`}
    >
      {pressures.map(({ name, value }) => (
        <span key={name} className="whitespace-nowrap" title={words.pressure.why[name]}>
          {words.pressure[name]}{' '}
          <span className="num text-11 text-ink" data-testid={`lane-${lane}-${name}`}>
            {value}
          </span>
        </span>
      ))}
    </span>
  )
}
