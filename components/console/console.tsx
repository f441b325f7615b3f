'use client'
/** The console: one order over one protocol with everything that can be seen of it, or many from this page. */
import { useRef, useState } from 'react'
import { type Problem, problemOf } from '#components/run/api.ts'
import { summaryWords } from '#components/text/summary-words.ts'
import { useWords } from '#components/text/use-words.tsx'
import { Button } from '#components/ui/button.tsx'
import { ProblemNote } from '#components/ui/problem-note.tsx'
import { ScreenSummary } from '#components/ui/screen-summary.tsx'
import { Segmented } from '#components/ui/segmented.tsx'
import type { Theme } from '#components/ui/theme.ts'
import { TopBar } from '#components/ui/top-bar.tsx'
import { commandLineFor } from '#core/command-lines.ts'
import { factsOf, type Options, type ProtocolId } from '#core/protocols.ts'
import { BytesPanel } from './bytes-panel.tsx'
import { CommandLine } from './command-line.tsx'
import type { BackendInfo } from './console-api.ts'
import { type Draft, firstDraft, optionsOf, orderOf, type Sender } from './draft.ts'
import { FaultPanel } from './fault-panel.tsx'
import { LoopPanel } from './loop-panel.tsx'
import { OptionForm } from './option-form.tsx'
import { OrderForm } from './order-form.tsx'
import { Addresses, ProtocolList } from './protocol-list.tsx'
import { Result } from './result.tsx'
import { isBrowserProtocol } from './senders/browser.ts'
import { type Sent, shoot } from './sent.ts'
import { Comparison, Layers, type SizeRow } from './side.tsx'
import { useBackends } from './use-backends.ts'

const TIMEOUT_MS = 2000
/** A longer note is left out of the command line, which has to fit a terminal. */
const MOST_NOTE_IN_COMMAND = 500

type View = 'one' | 'loop'

export interface ConsoleProps {
  /** As they are when the page is made, so that its first picture is already right. */
  backends: BackendInfo[]
  theme: Theme
}

export function Console({ backends, theme }: ConsoleProps) {
  const { words, locale } = useWords()
  const { list, lost, refresh } = useBackends(backends)
  const [view, setView] = useState<View>('one')
  const [draft, setDraft] = useState<Draft>(firstDraft)
  return (
    <>
      <TopBar home={words.site.home} theme={theme}>
        <Segmented
          label={words.console.view}
          value={view}
          options={[
            { value: 'one', label: words.console.one },
            { value: 'loop', label: words.console.loop },
          ]}
          onChoose={setView}
        />
      </TopBar>
      <main id="content" className="min-h-[calc(100dvh-48px)]">
        <h1 className="sr-only">{words.console.title}</h1>
        <ScreenSummary>{summaryWords[locale].send}</ScreenSummary>
        {lost && (
          <p role="alert" data-testid="disconnected" className="bg-warn-bg px-4 py-2 text-12 text-warn">
            {words.console.disconnected}
          </p>
        )}
        {view === 'one' ? (
          <One backends={list} draft={draft} onDraft={(part) => setDraft({ ...draft, ...part })} refresh={refresh} />
        ) : (
          <div className="grid grid-cols-1 wide:min-h-[calc(100dvh-48px)] wide:grid-cols-[320px_minmax(0,1fr)]">
            <LoopPanel backends={list} draft={draft} onChanged={refresh} />
          </div>
        )}
      </main>
    </>
  )
}

interface OneProps {
  backends: BackendInfo[]
  draft: Draft
  onDraft: (part: Partial<Draft>) => void
  refresh: () => Promise<void>
}

function One({ backends, draft, onDraft, refresh }: OneProps) {
  const { words } = useWords()
  const [protocol, setProtocol] = useState<ProtocolId>('http')
  const [wishedSender, setSender] = useState<Sender>('browser')
  const [chosenOptions, setOptions] = useState<Partial<Record<ProtocolId, Options>>>({})
  const [sent, setSent] = useState<Sent | null>(null)
  const [sizes, setSizes] = useState<Partial<Record<ProtocolId, SizeRow>>>({})
  const [sending, setSending] = useState(false)
  const [problem, setProblem] = useState<Problem | null>(null)
  const results = useRef<HTMLDivElement>(null)

  const backend = backends.find((one) => one.protocol === protocol)
  const sender: Sender = isBrowserProtocol(protocol) ? wishedSender : 'server'
  const options = optionsOf(protocol, chosenOptions[protocol])
  const ready = backend?.status === 'ready'

  const send = async () => {
    if (!backend) return
    setSending(true)
    setProblem(null)
    try {
      await shoot({ protocol, sender, draft, options, timeoutMs: TIMEOUT_MS, scope: backend.scope }, (now) => {
        setSent(now)
        // Where the columns stand one below the other, the answer would come out of sight.
        if (now.captures === null && matchMedia('(max-width: 1279px)').matches) results.current?.scrollIntoView()
        const first = now.captures?.[0]
        if (first) setSizes((known) => ({ ...known, [protocol]: { protocol, sender, ...first.bytes } }))
      })
    } catch (error) {
      setProblem(problemOf(error))
    } finally {
      setSending(false)
    }
  }

  const order = orderOf(draft, sent?.protocol === protocol ? `${sent.order.orderId}` : `console.${protocol}.1`)
  const tooLong = order.note.length > MOST_NOTE_IN_COMMAND
  const at = backend?.linkAddress
  const line =
    backend && at
      ? commandLineFor(protocol, {
          order: tooLong ? { ...order, note: '' } : order,
          address: at,
          scope: backend.scope,
        })
      : null

  return (
    <div className="grid grid-cols-1 mid:max-wide:grid-cols-2 wide:min-h-[calc(100dvh-48px)] wide:grid-cols-[300px_minmax(0,1fr)_340px] full:grid-cols-[320px_minmax(0,1fr)_360px]">
      <form
        className="min-w-0 border-line mid:max-wide:border-r wide:border-r"
        onSubmit={(event) => {
          event.preventDefault()
          if (ready && !sending) void send()
        }}
      >
        <ProtocolList
          backends={backends}
          chosen={protocol}
          onChoose={(next) => {
            setProtocol(next)
            setProblem(null)
          }}
        />
        {backend && <Addresses backend={backend} />}
        <OrderForm draft={draft} onChange={onDraft} largestPayloadBytes={factsOf(protocol).largestPayloadBytes} />
        <div className="sticky bottom-0 z-10 flex items-center gap-2 border-line border-b bg-surface px-4 py-2.5">
          {isBrowserProtocol(protocol) && (
            <Segmented
              label={words.console.sender}
              value={sender}
              options={[
                { value: 'browser', label: words.console.fromBrowser },
                { value: 'server', label: words.console.fromServer },
              ]}
              onChoose={setSender}
            />
          )}
          <Button
            type="submit"
            look="primary"
            className="shrink grow"
            disabled={!ready || sending}
            title={ready ? undefined : words.console.startingWhy(factsOf(protocol).name)}
            data-testid="send-button"
          >
            {sending ? words.console.sending : words.console.send}
          </Button>
        </div>
        {problem && <ProblemNote problem={problem} onDismiss={() => setProblem(null)} />}
        <OptionForm
          protocol={protocol}
          sender={sender}
          options={options}
          onChange={(name, value) =>
            setOptions({ ...chosenOptions, [protocol]: { ...chosenOptions[protocol], [name]: value } })
          }
        />
      </form>
      <div
        ref={results}
        className="min-w-0 scroll-mt-12 max-wide:col-span-full max-wide:row-start-2 max-wide:border-line max-wide:border-t"
        aria-busy={sending}
      >
        <Result sent={sent} sending={sending} />
        {sent && <BytesPanel sent={sent} />}
      </div>
      <div className="min-w-0 border-line wide:border-l">
        {backend && <FaultPanel backends={[backend]} onChanged={refresh} />}
        <Layers protocol={protocol} options={options} />
        <Comparison rows={Object.values(sizes)} />
        <CommandLine line={line} shortened={tooLong} />
      </div>
    </div>
  )
}
