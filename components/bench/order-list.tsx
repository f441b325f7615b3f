'use client'
import { formatCount, formatMs, formatSeconds, NOTHING } from '#components/run/format.ts'
import { useWords } from '#components/text/use-words.tsx'
import { Button } from '#components/ui/button.tsx'
import { isContradiction } from '#core/ledger.ts'
import { endingSentence } from '#core/life-text.ts'
import type { OrderLine, OrderPage } from '#core/order-query.ts'

const US_PER_MS = 1000
const columns = 'grid grid-cols-[64px_repeat(4,minmax(0,1fr))] gap-x-2'

export interface OrderListProps {
  page: OrderPage
  laneName: (lane: string) => string
  onOpen: (line: OrderLine) => void
  onMore: () => void
}

/** The orders of a number in the ledger, in the order of sending; a row opens one's life. */
export function OrderList({ page, laneName, onOpen, onMore }: OrderListProps) {
  const { words } = useWords()
  const { orders, matched, duplicates, next, endsAt } = page
  return (
    <>
      <p className="flex items-baseline gap-3 px-5 pt-3 pb-2 text-12 text-ink-3 max-mid:px-4">
        <span className="num text-13 text-ink" data-testid="orders-matched">
          {words.orders.matched(formatCount(matched))}
        </span>
        {duplicates > 0 && (
          <span className="num text-13 text-warn" data-testid="orders-done-again">
            {words.orders.doneAgain(formatCount(duplicates))}
          </span>
        )}
        {words.orders.ms}
      </p>
      {Object.entries(endsAt).map(([lane, seq]) => (
        <p key={lane} className="px-5 pb-2 text-12 text-warn max-mid:px-4">
          {words.orders.endsAt({ lane: laneName(lane), seq: formatCount(seq) })}
        </p>
      ))}
      {orders.length === 0 ? (
        <p className="border-line border-t px-5 py-4 text-13 text-ink-2 max-mid:px-4">{words.orders.none}</p>
      ) : (
        <>
          <div aria-hidden="true" className={`${columns} px-5 pb-1 text-right text-12 text-ink-3 max-mid:px-4`}>
            <span className="text-left">{words.orders.order}</span>
            <span>{words.orders.due}</span>
            <span>{words.orders.told}</span>
            <span>{words.orders.done}</span>
            <span>{words.orders.times}</span>
          </div>
          <ul data-testid="order-list">
            {orders.map((line) => (
              <li key={`${line.lane}.${line.seq}`} className="border-grid border-t">
                <Row line={line} lane={laneName(line.lane)} onOpen={() => onOpen(line)} />
              </li>
            ))}
          </ul>
        </>
      )}
      {next !== null && (
        <div className="border-line border-t px-5 py-3 max-mid:px-4">
          <Button size="small" data-testid="orders-more" onClick={onMore}>
            {words.orders.more}
          </Button>
        </div>
      )}
    </>
  )
}

function Row({ line, lane, onOpen }: { line: OrderLine; lane: string; onOpen: () => void }) {
  const { words, locale } = useWords()
  const { seq, dueUs, toldUs, doneUs, executions, duplicates, verdict, work, ended } = line
  const ms = (us: number | null) => (us === null ? NOTHING : formatMs(us / US_PER_MS))
  return (
    <button
      type="button"
      data-testid={`order-${line.lane}.${seq}`}
      onClick={onOpen}
      className="focus-inset block w-full px-5 py-2 text-left hover:bg-hover max-mid:px-4"
    >
      <span className="sr-only">{words.orders.open({ lane, seq: String(seq) })} </span>
      <span className={`num text-13 text-right ${columns}`}>
        <span className="text-left font-medium">{seq}</span>
        <span>{formatSeconds(dueUs)}</span>
        <span>{ms(toldUs)}</span>
        <span>{ms(doneUs)}</span>
        <span className={duplicates > 0 ? 'font-medium text-warn' : executions === 0 ? 'text-ink-3' : ''}>
          {executions}
        </span>
      </span>
      <span className={`block pt-0.5 text-12 ${isContradiction(verdict, work) ? 'text-danger' : 'text-ink-2'}`}>
        {endingSentence(ended, locale)}
      </span>
    </button>
  )
}
