'use client'
/** What stands beside a send: the layers it is wrapped in, what the protocol promises, sizes compared. */
import { formatCount } from '#components/run/format.ts'
import { useWords } from '#components/text/use-words.tsx'
import { SectionHead } from '#components/ui/section-head.tsx'
import { factsOf, type Options, type ProtocolId } from '#core/protocols.ts'
import type { Sender } from './draft.ts'
import { stackOf } from './draft.ts'

export function Layers({ protocol, options }: { protocol: ProtocolId; options: Options }) {
  const { words, say } = useWords()
  const facts = factsOf(protocol)
  const style = facts.styles[facts.defaultStyle]
  const layers = [words.console.layerOrder, ...stackOf(protocol, options)]
  const KIB = 1024
  return (
    <section aria-label={words.console.layers} className="border-line border-b pb-3" data-testid="layers">
      <SectionHead title={words.console.layers}>
        {facts.osiLayer !== null && <span className="text-12 text-ink-3">{words.console.osi(facts.osiLayer)}</span>}
      </SectionHead>
      <ol className="flex flex-wrap items-center gap-y-1 px-4 text-12">
        {layers.map((layer, index) => (
          <li key={layer} className="flex items-center">
            {index > 0 && <span aria-hidden="true" className="w-4 border-wire border-t" />}
            <span
              className={`rounded-1 border px-1.5 py-0.5 ${index === 0 ? 'border-ink font-strong' : 'border-line-2'}`}
            >
              {layer}
            </span>
          </li>
        ))}
      </ol>
      <p className="px-4 pt-2 text-12 text-ink-3 leading-normal">{words.console.layersWhy}</p>
      <dl className="grid grid-cols-[auto_1fr] gap-x-3 gap-y-1 px-4 pt-2 text-12 leading-normal">
        {style && <Fact name={words.console.acknowledged} value={say(style.acknowledged)} />}
        {style && <Fact name={words.console.completed} value={say(style.completed)} />}
        <Fact name={words.console.ordering} value={say(facts.ordering)} />
        <Fact name={words.console.delivery} value={say(facts.delivery)} />
        <Fact name={words.console.largest} value={`${facts.largestPayloadBytes / KIB} KiB`} />
      </dl>
    </section>
  )
}

function Fact({ name, value }: { name: string; value: string }) {
  return (
    <>
      <dt className="text-ink-3">{name}</dt>
      <dd className="text-ink-2">{value}</dd>
    </>
  )
}

export interface SizeRow {
  protocol: ProtocolId
  sender: Sender
  up: number
  down: number
}

/** Bytes over the leg that the sender dials, of the newest send of each protocol. */
export function Comparison({ rows }: { rows: SizeRow[] }) {
  const { words } = useWords()
  const sorted = [...rows].sort((a, b) => a.up + a.down - (b.up + b.down))
  const most = Math.max(1, ...sorted.map(({ up, down }) => up + down))
  return (
    <section aria-label={words.console.compare} className="border-line border-b pb-3" data-testid="comparison">
      <SectionHead title={words.console.compare}>
        <span className="text-12 text-ink-3">{sorted.length > 0 ? words.console.compareWhy : ''}</span>
      </SectionHead>
      {sorted.length === 0 ? (
        <p className="px-4 text-12 text-ink-3">{words.console.compareEmpty}</p>
      ) : (
        <table className="mx-4 w-[calc(100%-2rem)] text-12">
          <thead className="text-ink-3">
            <tr className="text-right">
              <th scope="col" className="text-left font-regular">
                B
              </th>
              <th scope="col" className="font-regular" title={words.console.up}>
                →
              </th>
              <th scope="col" className="font-regular" title={words.console.down}>
                ←
              </th>
              <th scope="col" className="font-regular">
                {words.console.sum}
              </th>
              <td className="w-1/6" />
            </tr>
          </thead>
          <tbody>
            {sorted.map(({ protocol, sender, up, down }) => (
              <tr key={protocol} className="border-grid border-t" data-testid={`size-${protocol}`}>
                <th scope="row" className="h-6 whitespace-nowrap text-left font-medium">
                  {factsOf(protocol).name}
                  <span className="pl-1.5 font-regular text-ink-3">
                    {sender === 'browser' ? words.console.fromBrowser : words.console.fromServer}
                  </span>
                </th>
                <td className="num whitespace-nowrap pl-3 text-right">{formatCount(up)}</td>
                <td className="num whitespace-nowrap pl-3 text-right">{formatCount(down)}</td>
                <td className="num whitespace-nowrap pl-3 text-right font-strong">{formatCount(up + down)}</td>
                <td className="pl-2">
                  <span className="block h-1.5 bg-ink" style={{ width: `${((up + down) / most) * 100}%` }} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  )
}
