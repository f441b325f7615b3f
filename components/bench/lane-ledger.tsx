'use client'
import { formatCount } from '#components/run/format.ts'
import { useWords } from '#components/text/use-words.tsx'
import type { Lane } from '#core/experiment.ts'
import { verdictLabel, workLabel } from '#core/labels.ts'
import { cell, isContradiction, type Work, works } from '#core/ledger.ts'
import { lossSentence } from '#core/loss.ts'
import { type Verdict, verdicts } from '#core/outcome.ts'
import type { LedgerCounts } from '#core/run.ts'
import { OrderCount } from './order-count.tsx'

export interface LaneLedgerProps {
  lane: Lane
  counts: LedgerCounts
  sentence: string
  onAsk: (asked: string) => void
}

/** The ledger itself: what callers were told, by what became of the work. The cells add up to what was sent. */
export function LaneLedger({ lane, counts, sentence, onAsk }: LaneLedgerProps) {
  const { words, locale } = useWords()
  const loss = lossSentence(counts, locale)
  return (
    <div className="bg-sunken pb-1">
      <p className="px-2 pt-2 pb-1.5 text-12 text-ink-2 leading-normal" data-testid={`sentence-${lane.id}`}>
        {sentence}
      </p>
      {loss !== '' && (
        <p className="px-2 pb-1.5 text-12 text-ink-3 leading-normal" data-testid={`loss-${lane.id}`}>
          {loss}
        </p>
      )}
      <table className="w-full border-collapse text-12" data-testid={`cells-${lane.id}`}>
        <thead>
          <tr>
            <td />
            {works.map((work) => (
              <th
                key={work}
                scope="col"
                className="pr-1.5 pb-1 pl-1 text-right align-bottom font-regular text-ink-3 leading-tight [overflow-wrap:normal]"
              >
                {workLabel(work, locale)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {verdicts.map((verdict) => (
            <tr key={verdict} className="border-line border-t">
              <th scope="row" className="h-7 pl-2 text-left font-regular text-ink-2 leading-tight">
                {verdictLabel(verdict, locale)}
              </th>
              {works.map((work) => {
                const count = cell(counts, verdict, work)
                const what = `${verdictLabel(verdict, locale)}, ${workLabel(work, locale)}`
                return (
                  <td
                    key={work}
                    data-testid={`cell-${lane.id}-${verdict}-${work}`}
                    className={`num text-right ${toneOf(verdict, work, count)}`}
                  >
                    <OrderCount
                      count={count}
                      label={words.ledger.show({ lane: lane.name[locale], what, count: formatCount(count) })}
                      onShow={() => onAsk(`lane=${lane.id}&verdict=${verdict}&work=${work}`)}
                    />
                  </td>
                )
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function toneOf(verdict: Verdict, work: Work, count: number): string {
  if (count === 0) return 'text-ink-3'
  return isContradiction(verdict, work) ? 'font-strong text-danger' : ''
}
