'use client'
/** What was on the wire while an order was under way: of every leg, the connections that name it, or else all of them. */
import { useEffect, useMemo, useState } from 'react'
import { Direction } from '#components/console/bytes-panel.tsx'
import { streamsOf } from '#components/console/capture-view.ts'
import { type OrderWire, type Problem, problemOf, wireOf } from '#components/run/api.ts'
import { useWords } from '#components/text/use-words.tsx'
import { Button } from '#components/ui/button.tsx'
import { ProblemNote } from '#components/ui/problem-note.tsx'
import { legLabel } from '#core/labels.ts'
import type { Life } from '#core/life.ts'
import type { ProtocolId } from '#core/protocols.ts'

type Found =
  | { is: 'unasked' }
  | { is: 'asked' }
  | { is: 'found'; wire: OrderWire | null }
  | { is: 'refused'; problem: Problem }

export function OrderBytes({ runId, protocol, life }: { runId: string; protocol: ProtocolId; life: Life }) {
  const { words, locale } = useWords()
  const { lane, seq } = life
  const [found, set] = useState<Found>({ is: 'unasked' })
  // biome-ignore lint/correctness/useExhaustiveDependencies: another order has not been asked for
  useEffect(() => set({ is: 'unasked' }), [runId, lane, seq])
  const legs = useMemo(
    () => (found.is === 'found' && found.wire ? viewsOf(found.wire, protocol) : []),
    [found, protocol],
  )
  const ask = async () => {
    set({ is: 'asked' })
    set(
      await wireOf(runId, { lane, seq }).then(
        (wire) => ({ is: 'found', wire }),
        (error: unknown) => ({ is: 'refused', problem: problemOf(error) }),
      ),
    )
  }
  return (
    <section aria-label={words.console.bytes} data-testid="order-wire" className="border-line border-t pb-4">
      {found.is !== 'found' && (
        <div className="px-5 pt-3 max-mid:px-4">
          <Button
            size="small"
            disabled={found.is === 'asked'}
            data-testid="order-wire-button"
            onClick={() => void ask()}
          >
            {words.console.bytes}
          </Button>
        </div>
      )}
      {found.is === 'refused' && <ProblemNote problem={found.problem} />}
      {found.is === 'found' && legs.length === 0 && (
        <p className="px-5 pt-3 text-12 text-ink-3 max-mid:px-4" data-testid="order-wire-none">
          {words.orders.noBytes}
        </p>
      )}
      {legs.map(({ leg, named, streams }) => (
        <section key={leg} data-testid={`order-wire-${leg}`}>
          <h3 className="px-4 pt-3 pb-1 text-12">
            <b className="font-strong">{legLabel(leg, locale)}</b>{' '}
            <span className="text-ink-3">{named ? words.orders.bytesNamed : words.orders.bytesWindow}</span>
          </h3>
          {streams.map((view) => (
            <Direction key={view.key} view={view} />
          ))}
        </section>
      ))}
    </section>
  )
}

function viewsOf({ legs }: OrderWire, protocol: ProtocolId) {
  return legs.flatMap(({ leg, connections }) => {
    const naming = connections.filter(({ named }) => named)
    const named = naming.length > 0
    const streams = streamsOf({ protocol, exact: false, connections: named ? naming : connections })
    return streams.length > 0 ? [{ leg, named, streams }] : []
  })
}
