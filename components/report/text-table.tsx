import { lookOf } from '#components/run/lane-look.ts'
import { Marker } from '#components/ui/marker.tsx'
import { ScrollRegion } from '#components/ui/scroll-region.tsx'
import type { Said, Table } from './tables.ts'

/** Numbers by lane. What stands on too little is grey, what should not have happened is crimson. */
export function TextTable({ table, caption, fewWhy = '' }: { table: Table; caption: string; fewWhy?: string }) {
  return (
    <ScrollRegion label={caption}>
      <table className="w-full border-collapse whitespace-nowrap text-12">
        <thead>
          <tr>
            <td />
            {table.head.map((text) => (
              <th key={text} scope="col" className="h-8 pl-4 text-right font-regular text-ink-3">
                {text}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.rows.map(({ id, order, name, cells }) => (
            <tr key={id} className="border-grid border-t" data-testid={`row-${id}`}>
              <th scope="row" className="sticky left-0 h-8 bg-surface pr-2 text-left font-strong">
                <span className="flex items-center gap-1.5" style={{ color: `var(${lookOf(order).textToken})` }}>
                  <Marker look={lookOf(order)} />
                  {name}
                </span>
              </th>
              {cells.map(({ text, few, harm }, column) => (
                <td
                  key={table.head[column]}
                  className={`num pl-4 text-right${harm ? ' font-strong text-danger' : few ? ' text-ink-3' : ''}`}
                  title={few && fewWhy !== '' ? fewWhy : undefined}
                >
                  {text}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  )
}

export function SaidList({ said }: { said: Said[] }) {
  return (
    <dl className="grid grid-cols-[minmax(96px,max-content)_minmax(0,1fr)] gap-x-5 gap-y-1.5 text-13">
      {said.map(([name, text]) => (
        <div key={name} className="contents">
          <dt className="text-ink-3">{name}</dt>
          <dd className="text-ink-2">{text}</dd>
        </div>
      ))}
    </dl>
  )
}
