'use client'
import { formatUsAsMs, NOTHING } from '#components/run/format.ts'
import { callWords } from '#components/text/call-words.ts'
import { useWords } from '#components/text/use-words.tsx'
import { ScrollRegion } from '#components/ui/scroll-region.tsx'
import { type CallRow, rowsOf } from '#core/call-rows.ts'
import { fateLabel, rowLabel } from '#core/call-text.ts'
import type { CallNode } from '#core/call-tree.ts'
import { outcomeLabel } from '#core/labels.ts'
import { fateColor } from './call-colors.ts'

const INDENT_PX = 12

/** One line a call, an attempt or a piece of work; its bar lies where its time lies. */
export function Waterfall({ tree }: { tree: CallNode }) {
  const { locale } = useWords()
  const words = callWords[locale]
  const rows = rowsOf(tree)
  const from = Math.min(...rows.map(({ fromUs }) => fromUs))
  const to = Math.max(...rows.map(({ fromUs, toUs }) => toUs ?? fromUs), from + 1)
  const share = (us: number) => `${((us - from) / (to - from)) * 100}%`
  return (
    <ScrollRegion label={words.waterfall}>
      <table data-testid="waterfall" className="w-full border-collapse text-12">
        <thead>
          <tr className="text-ink-3">
            <th className="py-1 text-left font-regular">{words.call}</th>
            <th className="w-[64px] py-1 text-right font-regular max-mid:hidden">{words.from}</th>
            <th className="w-[64px] py-1 pr-3 text-right font-regular">{words.took}</th>
            <th className="w-[42%] py-1 text-left font-regular">{words.how}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: lines have no other name, and are never reordered
            <tr key={index} className="border-line border-t align-top">
              <th
                scope="row"
                className="py-1 pr-2 text-left font-regular"
                style={{ paddingLeft: row.depth * INDENT_PX }}
              >
                <span className={row.is === 'call' ? 'font-medium' : 'text-ink-2'}>{rowLabel(row, locale)}</span>
                {row.is === 'call' && <span className="num pl-1.5 text-ink-3">{row.edge}</span>}
              </th>
              <td className="num py-1 text-right max-mid:hidden">{formatUsAsMs(row.fromUs)}</td>
              <td className="num py-1 pr-3 text-right">
                {row.toUs === null ? NOTHING : formatUsAsMs(row.toUs - row.fromUs)}
              </td>
              <td className="py-1">
                <Bar row={row} left={share(row.fromUs)} right={share(row.toUs ?? to)} />
                {(row.fate !== 'ok' || row.queuedUs !== null) && (
                  <span style={{ color: fateColor[row.fate] }}>
                    {[
                      row.fate === 'ok' ? '' : fateLabel(row.fate, locale),
                      row.outcome === null || row.outcome === 'ok' ? '' : outcomeLabel(row.outcome, locale),
                      row.queuedUs === null ? '' : words.waited,
                    ]
                      .filter((part) => part !== '')
                      .join(' · ')}
                  </span>
                )}
                {row.fate === 'ok' && <span className="sr-only">{fateLabel('ok', locale)}</span>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  )
}

function Bar({ row, left, right }: { row: CallRow; left: string; right: string }) {
  const isWork = row.is === 'work'
  return (
    <span aria-hidden="true" className="relative mt-[3px] block h-[10px]">
      <span className="absolute inset-y-0 left-0 w-full border-line border-l" />
      <span
        className="absolute min-w-[2px] rounded-[1px]"
        style={{
          left,
          width: `calc(${right} - ${left})`,
          top: isWork ? 2 : 0,
          height: isWork ? 6 : 10,
          background: isWork ? fateColor[row.fate] : 'transparent',
          border: `1px ${row.toUs === null ? 'dashed' : 'solid'} ${fateColor[row.fate]}`,
        }}
      />
    </span>
  )
}
