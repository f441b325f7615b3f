import { escaped } from '#components/picture/svg.ts'
import { lookOf, markerPath } from '#components/run/lane-look.ts'
import { ScrollRegion } from '#components/ui/scroll-region.tsx'
import type { Said, Table } from './tables.ts'

/**
 * Numbers by lane. What stands on too little is grey, what should not have happened is crimson. Its rows are text: a page
 * of many tables would else hand a thousand cells to a browser twice, as what is seen and as what React is to compare.
 */
export function TextTable({ table, caption, fewWhy = '' }: { table: Table; caption: string; fewWhy?: string }) {
  return (
    <ScrollRegion label={caption}>
      <table
        className="w-full border-collapse whitespace-nowrap text-12"
        // biome-ignore lint/security/noDangerouslySetInnerHtml: every text in it is escaped
        dangerouslySetInnerHTML={{ __html: rowsOf(table, fewWhy) }}
      />
    </ScrollRegion>
  )
}

function rowsOf({ head, rows }: Table, fewWhy: string): string {
  const heads = head.map(
    (text) => `<th scope="col" class="h-8 pl-4 text-right font-regular text-ink-3">${escaped(text)}</th>`,
  )
  const lines = rows.map(({ id, order, name, cells }) => {
    const look = lookOf(order)
    const marker = `<svg width="10" height="10" viewBox="-5 -5 10 10" aria-hidden="true" class="inline-block flex-none"><path d="${markerPath(look.marker, MARKER_PX)}" fill="var(${look.lineToken})"/></svg>`
    const inner = cells.map(({ text, few, harm }) => {
      const why = few && fewWhy !== '' ? ` title="${escaped(fewWhy)}"` : ''
      const looks = harm ? ' font-strong text-danger' : few ? ' text-ink-3' : ''
      return `<td class="num pl-4 text-right${looks}"${why}>${escaped(text)}</td>`
    })
    return `<tr class="border-grid border-t" data-testid="row-${escaped(id)}"><th scope="row" class="sticky left-0 h-8 bg-surface pr-2 text-left font-strong"><span class="flex items-center gap-1.5" style="color:var(${look.textToken})">${marker}${escaped(name)}</span></th>${inner.join('')}</tr>`
  })
  return `<thead><tr><td></td>${heads.join('')}</tr></thead><tbody>${lines.join('')}</tbody>`
}

const MARKER_PX = 3.6

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
