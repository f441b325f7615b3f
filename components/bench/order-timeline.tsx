'use client'
import { formatMs } from '#components/run/format.ts'
import { useWords } from '#components/text/use-words.tsx'
import { outcomeLabel, verdictLabel, workLabel } from '#core/labels.ts'
import { isContradiction } from '#core/ledger.ts'
import type { Life, Step } from '#core/life.ts'
import { actorLabel, endingSentence, stepLabel } from '#core/life-text.ts'
import { verdictOf } from '#core/outcome.ts'
import { OrderCalls } from './order-calls.tsx'

const US_PER_MS = 1000

/** One order's life from top to bottom: when, counted from when it was due; who; what. */
export function OrderTimeline({ life }: { life: Life }) {
  const { words, locale } = useWords()
  const { verdict, work, executions, steps, ended } = life
  return (
    <>
      <dl className="flex flex-wrap gap-x-5 gap-y-1 px-5 py-3 text-13 max-mid:px-4">
        <Fact term={words.ledger.told} text={verdictLabel(verdict, locale)} bad={isContradiction(verdict, work)} />
        <Fact term={words.ledger.work} text={workLabel(work, locale)} bad={isContradiction(verdict, work)} />
        {/* Of a tree every service has done its own; only what was done again is worth a word. */}
        {executions > 1 && (!life.tree || life.duplicates > 0) && (
          <Fact term={words.orders.times} text={words.orders.timesOf(String(executions))} warn={life.duplicates > 0} />
        )}
      </dl>
      <p data-testid="order-why" className="border-line border-y bg-sunken px-5 py-2.5 text-14 max-mid:px-4">
        {endingSentence(ended, locale)}
      </p>
      <p className="px-5 pt-3 pb-1 text-12 text-ink-3 max-mid:px-4">{words.orders.ms}</p>
      <ol data-testid="order-steps" className="px-5 pb-4 max-mid:px-4">
        {steps.map((step, index) => (
          <StepRow
            // biome-ignore lint/suspicious/noArrayIndexKey: steps have no other name, and are never reordered
            key={index}
            step={step}
            last={index === steps.length - 1}
          />
        ))}
      </ol>
      {life.tree && <OrderCalls tree={life.tree} />}
    </>
  )
}

function Fact({ term, text, bad, warn }: { term: string; text: string; bad?: boolean; warn?: boolean }) {
  return (
    <div className="flex gap-1.5">
      <dt className="text-ink-3">{term}</dt>
      <dd className={`font-medium ${bad ? 'text-danger' : warn ? 'text-warn' : ''}`}>{text}</dd>
    </div>
  )
}

const harmful = new Set<Step['what']>(['crashed', 'publisher-crashed', 'lost', 'dead-lettered', 'dropped'])

function isHarm({ what, outcome }: Step): boolean {
  if (what === 'verdict' || what === 'attempt-ended')
    return outcome !== undefined && verdictOf(outcome) !== 'acknowledged'
  return harmful.has(what)
}

function StepRow({ step, last }: { step: Step; last: boolean }) {
  const { words, locale } = useWords()
  const { atUs, what, by, subscriber, n, waited, outcome } = step
  const more = [
    waited && what === 'sent' ? words.orders.waited : '',
    n === undefined ? '' : what === 'received' ? words.orders.delivery(n) : words.orders.attempt(n),
    outcome === undefined ? '' : outcomeLabel(outcome, locale),
  ].filter((part) => part !== '')
  const harm = isHarm(step)
  return (
    <li className="grid grid-cols-[72px_17px_minmax(0,1fr)] items-stretch gap-x-2.5">
      <span className="num pt-[5px] text-right text-13">{formatMs(atUs / US_PER_MS)}</span>
      <span aria-hidden="true" className="relative">
        {!last && <span className="absolute top-[14px] bottom-[-14px] left-2 w-px bg-wire" />}
        <span
          className={`absolute top-[10px] left-[4px] size-[9px] rounded-full border-[1.5px] ${
            harm ? 'border-danger bg-danger' : 'border-wire bg-surface'
          }`}
        />
      </span>
      <span className="py-[5px] text-13">
        <span className={harm ? 'font-medium text-danger' : 'font-medium'}>
          {[stepLabel(what, locale), ...more].join(' · ')}
        </span>{' '}
        <span className="text-12 text-ink-3">{actorLabel(by, locale, subscriber)}</span>
      </span>
    </li>
  )
}
