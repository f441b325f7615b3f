'use client'
import { useEffect, useRef } from 'react'
import { useWords } from '#components/text/use-words.tsx'
import { Button } from '#components/ui/button.tsx'
import { CloseIcon } from '#components/ui/icons.tsx'
import { ProblemNote } from '#components/ui/problem-note.tsx'
import type { Experiment } from '#core/experiment.ts'
import { verdictLabel, workLabel } from '#core/labels.ts'
import { works } from '#core/ledger.ts'
import { verdicts } from '#core/outcome.ts'
import type { OrdersShown } from './order-address.ts'
import { OrderList } from './order-list.tsx'
import { OrderTimeline } from './order-timeline.tsx'
import { OrderBytes } from './order-wire.tsx'
import { useLife, useOrders } from './use-orders.ts'

const US_PER_S = 1e6

export interface OrdersDialogProps {
  experiment: Experiment
  runId: string
  shown: OrdersShown
  /** The run is on: what is shown may change. */
  live: boolean
  onShow: (shown: OrdersShown) => void
}

/** The orders behind a number of the ledger, and the life of one of them. */
export default function OrdersDialog({ experiment, runId, shown, live, onShow }: OrdersDialogProps) {
  const { words, locale } = useWords()
  const dialog = useRef<HTMLDialogElement>(null)
  const body = useRef<HTMLDivElement>(null)
  const { asked, order } = shown
  const list = useOrders(runId, order === null ? asked : null, live)
  const { life, problem } = useLife(runId, order, live)
  const wrong = order === null ? list.problem : problem
  useEffect(() => dialog.current?.showModal(), [])
  // biome-ignore lint/correctness/useExhaustiveDependencies: another picture is read from its top
  useEffect(() => {
    if (body.current) body.current.scrollTop = 0
  }, [asked, order?.lane, order?.seq])
  const protocol = experiment.lanes.find(({ id }) => id === order?.lane)?.call.protocol
  const laneName = (id: string) => experiment.lanes.find((lane) => lane.id === id)?.name[locale] ?? id
  return (
    <dialog
      ref={dialog}
      aria-labelledby="orders-title"
      data-testid="orders-dialog"
      onClose={() => onShow({ asked: null, order: null })}
      onClick={(event) => {
        if (event.target === event.currentTarget) dialog.current?.close()
      }}
      onKeyDown={(event) => event.stopPropagation()}
      className={`m-0 ml-auto h-dvh max-h-none ${life?.tree ? 'w-[min(860px,100vw)]' : 'w-[min(520px,100vw)]'} max-w-none border-line-2 border-l bg-surface p-0 text-ink shadow-[var(--shadow-pop)] backdrop:bg-[var(--scrim)]`}
    >
      <div className="flex h-full flex-col">
        <div className="flex flex-none items-center justify-between gap-3 border-line border-b py-2 pr-2 pl-5 max-mid:pl-4">
          <h2 id="orders-title" className="min-w-0 font-strong text-14">
            {order === null ? askedText(asked ?? '') : `${laneName(order.lane)} · ${order.seq}`}
            {order !== null && life && (
              <span className="num pl-2 font-regular text-12 text-ink-3">
                {words.orders.dueAt((life.dueUs / US_PER_S).toFixed(3))}
              </span>
            )}
          </h2>
          <Button look="ghost" size="icon" aria-label={words.orders.close} onClick={() => dialog.current?.close()}>
            <CloseIcon />
          </Button>
        </div>
        <div ref={body} className="min-h-0 flex-1 overflow-y-auto">
          {order !== null && asked !== null && (
            <div className="border-line border-b px-3 py-1.5 max-mid:px-2">
              <Button
                look="ghost"
                size="small"
                data-testid="orders-back"
                onClick={() => onShow({ asked, order: null })}
              >
                ← {words.orders.back}
              </Button>
            </div>
          )}
          {wrong && <ProblemNote problem={wrong} />}
          {order === null && list.page && (
            <OrderList
              page={list.page}
              laneName={laneName}
              onOpen={({ lane, seq }) => onShow({ asked, order: { lane, seq } })}
              onMore={list.more}
            />
          )}
          {order !== null && life && <OrderTimeline life={life} />}
          {order !== null && life && protocol && <OrderBytes runId={runId} protocol={protocol} life={life} />}
          {!wrong && (order === null ? list.page === null : life === null) && (
            <p className="px-5 py-4 text-13 text-ink-3 max-mid:px-4">{words.orders.loading}</p>
          )}
        </div>
        <p className="flex-none border-line border-t px-5 py-2 text-12 text-ink-3 max-mid:px-4">
          {words.orders.copyLink}
        </p>
      </div>
    </dialog>
  )

  /** `HTTP · told yes · lost`: the question in words. */
  function askedText(text: string): string {
    const search = new URLSearchParams(text)
    const some = (name: string, say: (word: string) => string) =>
      (search.get(name) ?? '')
        .split(',')
        .filter((word) => word !== '')
        .map((word) => say(word))
        .join(' / ')
    const parts = [
      some('lane', laneName),
      some('verdict', (word) => (isOneOf(verdicts, word) ? verdictLabel(word, locale) : word)),
      some('work', (word) => (isOneOf(works, word) ? workLabel(word, locale) : word)),
      search.get('duplicated') === 'true' ? words.orders.duplicated : '',
      search.has('committed') ? words.orders.committed(search.get('committed') === 'true') : '',
    ].filter((part) => part !== '')
    return parts.length === 0 ? words.orders.title : parts.join(' · ')
  }
}

/** What stands in an address may be anything. */
function isOneOf<T extends string>(known: readonly T[], word: string): word is T {
  return (known as readonly string[]).includes(word)
}
