'use client'
import { useWords } from '#components/text/use-words.tsx'
import { SectionHead } from '#components/ui/section-head.tsx'
import type { Address } from '#core/address.ts'
import { factsOf, type ProtocolId } from '#core/protocols.ts'
import type { BackendInfo } from './console-api.ts'

export interface ProtocolListProps {
  backends: BackendInfo[]
  chosen: ProtocolId
  onChoose: (protocol: ProtocolId) => void
}

/** Every protocol that crosses a wire, with its port, or why it cannot be used now. */
export function ProtocolList({ backends, chosen, onChoose }: ProtocolListProps) {
  const { words } = useWords()
  return (
    <fieldset className="min-w-0">
      <SectionHead title={words.console.protocol} />
      {backends.map((backend) => (
        <Row
          key={backend.protocol}
          backend={backend}
          chosen={backend.protocol === chosen}
          onChoose={() => onChoose(backend.protocol)}
        />
      ))}
    </fieldset>
  )
}

function Row({ backend, chosen, onChoose }: { backend: BackendInfo; chosen: boolean; onChoose: () => void }) {
  const { words, say } = useWords()
  const { protocol, status, detail, linkAddress, faults } = backend
  const facts = factsOf(protocol)
  const port = linkAddress?.port
  return (
    <label
      className={`focus-within:shadow-[inset_0_0_0_2px_var(--focus)] relative flex h-9 cursor-pointer items-center gap-2 px-4 text-13 hover:bg-hover max-mid:h-11 ${chosen ? 'bg-selected font-medium' : ''}`}
      title={detail ?? facts.wire}
    >
      <input
        type="radio"
        name="protocol"
        value={protocol}
        checked={chosen}
        onChange={onChoose}
        data-testid={`protocol-${protocol}`}
        className="sr-only"
      />
      <span
        aria-hidden="true"
        className={`size-2.5 flex-none rounded-full border-[1.5px] border-ink ${chosen ? 'bg-ink' : ''}`}
      />
      <span className="flex-none">{facts.name}</span>
      {faults.length > 0 && (
        <span className="hatch size-2.5 flex-none border border-fault" title={words.console.faults}>
          <span className="sr-only">{words.console.faults}</span>
        </span>
      )}
      <span
        className="min-w-0 flex-1 truncate text-right text-12 text-ink-3"
        title={say(facts.browser.why)}
        data-testid={`protocol-${protocol}-status`}
      >
        {status === 'ready' ? (
          <>
            {facts.browser.reachable ? words.console.fromBrowser : words.console.fromServer}
            <span className="num pl-2 text-11">{port === undefined ? '' : `:${port}`}</span>
          </>
        ) : status === 'starting' ? (
          words.console.starting
        ) : (
          <span className="text-danger">{words.console.failed}</span>
        )}
      </span>
    </label>
  )
}

/** Where the chosen one listens and what is dialled instead, so that outside tools can be pointed at it. */
export function Addresses({ backend }: { backend: BackendInfo }) {
  const { words, say } = useWords()
  const facts = factsOf(backend.protocol)
  return (
    <div className="border-line border-b px-4 pt-2 pb-3 text-12 text-ink-3 leading-normal">
      {backend.status === 'failed' && (
        <p role="alert" className="text-danger" data-testid="backend-failed">
          {words.console.failed}: {backend.detail}
        </p>
      )}
      {backend.status === 'starting' && <p role="status">{words.console.startingWhy(facts.name)}</p>}
      <dl className="grid grid-cols-[auto_1fr] gap-x-3">
        {backend.links.map((link) => (
          <Place
            key={link.leg}
            name={backend.links.length > 1 ? `${link.leg} ${words.console.link}` : words.console.link}
            at={link.address}
          />
        ))}
        {backend.address && <Place name={words.console.backend} at={backend.address} />}
      </dl>
      <p className="pt-1">
        <b className="font-medium text-ink-2">
          {words.console.inBrowser} {facts.browser.reachable ? words.console.reachable : words.console.notReachable}
        </b>
        {' · '}
        {say(facts.browser.why)}
      </p>
    </div>
  )
}

function Place({ name, at }: { name: string; at: Address }) {
  return (
    <>
      <dt>{name}</dt>
      <dd className="num text-ink-2">
        {at.host}:{at.port}
      </dd>
    </>
  )
}
