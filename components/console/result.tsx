'use client'
/** What became of one order: told in a sentence, then as request, response and time. */
import { formatDuration, NOTHING } from '#components/run/format.ts'
import { useWords } from '#components/text/use-words.tsx'
import { SectionHead } from '#components/ui/section-head.tsx'
import { outcomeLabel, verdictLabel } from '#core/labels.ts'
import { factsOf } from '#core/protocols.ts'
import type { PhaseName } from './phases.ts'
import type { Sent } from './sent.ts'

export function Result({ sent, sending }: { sent: Sent | null; sending: boolean }) {
  const { words } = useWords()
  if (!sent) {
    return (
      <div className="grid min-h-60 place-content-center gap-1 px-8 text-center text-13 text-ink-3">
        <p className="font-strong text-15 text-ink">{sending ? words.console.sending : words.console.empty}</p>
        <p>{words.console.emptyWhy}</p>
      </div>
    )
  }
  const { exchange } = sent
  return (
    <div>
      <Verdict sent={sent} />
      <Phases sent={sent} />
      <div className="grid grid-cols-1 border-line border-b mid:grid-cols-2">
        <Message title={words.console.request} text={exchange?.request ?? ''} testId="request" />
        <Message
          title={words.console.response}
          text={exchange ? (exchange.response ?? words.console.noResponse) : ''}
          testId="response"
        />
      </div>
    </div>
  )
}

function Verdict({ sent }: { sent: Sent }) {
  const { words, locale } = useWords()
  const { outcome, verdict, executed, totalUs, order, protocol } = sent
  const ok = outcome.kind === 'ok'
  return (
    <div
      role="status"
      className="flex flex-wrap items-baseline gap-x-3 gap-y-0.5 border-line border-b px-4 py-2.5"
      data-testid="verdict"
    >
      <b className={`text-15 ${ok ? 'text-ok' : 'text-danger'}`} data-testid="outcome" data-outcome={outcome.kind}>
        {factsOf(protocol).name} · {outcomeLabel(outcome.kind, locale)}
      </b>
      <span className="num text-15">{formatDuration(totalUs)}</span>
      <span className="text-13 text-ink-2">{verdictLabel(verdict, locale)}</span>
      <span className="text-13 text-ink-2" data-testid="executed">
        {executedWords()}
      </span>
      <span className="num ml-auto text-12 text-ink-3" data-testid="order-id">
        {order.orderId}
      </span>
      {outcome.detail && <span className="w-full text-12 text-danger">{outcome.detail}</span>}
    </div>
  )

  function executedWords(): string {
    if (!executed) return words.console.askingDone
    if (executed.is === 'pending') return words.console.notDone
    if (executed.atUs === undefined)
      return executed.times > 1 ? `${words.console.done} ×${executed.times}` : words.console.done
    return words.console.doneTimes({ after: formatDuration(executed.atUs), times: executed.times })
  }
}

/** Ink in steps of grey: colour belongs to lanes. */
const inks: Record<PhaseName, string> = {
  dns: 'bg-line-2',
  connect: 'bg-wire',
  tls: 'bg-control',
  wait: 'bg-ink',
  receive: 'bg-ink-3',
  total: 'bg-ink',
}

function Phases({ sent: { phases, totalUs, sender, protocol } }: { sent: Sent }) {
  const { words } = useWords()
  const wholeUs = Math.max(1, totalUs, phases.at(-1)?.toUs ?? 0)
  const why =
    sender === 'server' ? null : protocol === 'websocket' ? words.console.phasesNone : words.console.phasesBrowser
  return (
    <section aria-label={words.console.phases} className="border-line border-b px-4 pt-2.5 pb-2" data-testid="phases">
      <div aria-hidden="true" className="relative h-2 bg-sunken">
        {phases.map(({ name, fromUs, toUs }) => (
          <span
            key={name}
            className={`absolute inset-y-0 ${inks[name]}`}
            style={{
              left: `${(fromUs / wholeUs) * 100}%`,
              width: `max(1px, ${((toUs - fromUs) / wholeUs) * 100}%)`,
            }}
          />
        ))}
      </div>
      <ul className="flex flex-wrap gap-x-5 pt-1.5 text-12 text-ink-2">
        {phases.map(({ name, fromUs, toUs }) => (
          <li key={name} className="flex items-center gap-1.5">
            <span aria-hidden="true" className={`size-2 ${inks[name]}`} />
            {words.console.phase[name]}
            <span className="num text-ink">{formatDuration(toUs - fromUs)}</span>
          </li>
        ))}
        {phases.length === 0 && <li>{NOTHING}</li>}
        {why && <li className="ml-auto text-ink-3">{why}</li>}
      </ul>
    </section>
  )
}

function Message({ title, text, testId }: { title: string; text: string; testId: string }) {
  return (
    <section aria-label={title} className="min-w-0 border-line max-mid:not-first:border-t mid:not-first:border-l">
      <SectionHead title={title} />
      <pre
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        tabIndex={0}
        data-testid={testId}
        className="focus-inset max-h-56 min-h-24 overflow-auto whitespace-pre-wrap break-all px-4 pb-3 font-mono text-12 leading-normal"
      >
        {text}
      </pre>
    </section>
  )
}
