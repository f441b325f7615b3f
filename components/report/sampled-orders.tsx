import { formatMs, NOTHING } from '#components/run/format.ts'
import { lookOf } from '#components/run/lane-look.ts'
import type { ReportWords } from '#components/text/report-words.ts'
import { ScrollRegion } from '#components/ui/scroll-region.tsx'
import { verdictLabel, workLabel } from '#core/labels.ts'
import { endingSentence } from '#core/life-text.ts'
import type { OrderLine } from '#core/order-query.ts'
import type { RunView } from '#core/run-view.ts'
import type { Locale } from '#core/text.ts'

/** What is looked for, the worst first: told yes and lost, told no and done, done twice; then any. */
export const samples: readonly [string, string][][] = [
  [
    ['verdict', 'acknowledged'],
    ['work', 'lost'],
  ],
  [
    ['verdict', 'refused,unknown'],
    ['work', 'completed'],
  ],
  [['duplicated', 'true']],
  [['work', 'completed']],
]
/** Of each. */
export const SAMPLE_SIZE = 3

const US_PER_MS = 1000
const US_PER_S = 1_000_000

interface SampledOrdersProps {
  id: string
  orders: OrderLine[]
  view: RunView
  locale: Locale
  report: ReportWords
}

/** Single orders of a run, each of which opens its life in the bench. */
export function SampledOrders({ id, orders, view, locale, report }: SampledOrdersProps) {
  const lanes = view.experiment.lanes
  return (
    <ScrollRegion label={report.sampledOrders}>
      <table className="w-full border-collapse whitespace-nowrap text-12" data-testid="sampled-orders">
        <thead>
          <tr>
            {Object.values(report.orderHeads).map((head, column) => (
              <th
                key={head}
                scope="col"
                className={`h-8 font-regular text-ink-3 ${NUMBERS.has(column) ? 'pl-4 text-right' : 'pr-4 text-left'}`}
              >
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {orders.map((order) => {
            const at = lanes.findIndex((lane) => lane.id === order.lane)
            return (
              <tr key={`${order.lane}.${order.seq}`} className="border-grid border-t">
                <th scope="row" className="h-8 pr-4 text-left font-medium">
                  <a
                    href={`/bench?run=${id}&order=${order.lane}.${order.seq}`}
                    className="underline decoration-control underline-offset-4 hover:decoration-current"
                    style={{ color: `var(${lookOf(at).textToken})` }}
                  >
                    {lanes[at]?.name[locale]} {order.seq}
                  </a>
                </th>
                <td className="num pl-4 text-right">{(order.dueUs / US_PER_S).toFixed(2)}</td>
                <td className="num pl-4 text-right">{ms(order.toldUs)}</td>
                <td className="num pl-4 text-right">{ms(order.doneUs)}</td>
                <td className="px-4">{verdictLabel(order.verdict, locale)}</td>
                <td className="pr-4">{workLabel(order.work, locale)}</td>
                <td className="pr-4 text-ink-2">{endingSentence(order.ended, locale)}</td>
              </tr>
            )
          })}
        </tbody>
      </table>
    </ScrollRegion>
  )
}

/** Columns of numbers, which stand to the right. */
const NUMBERS = new Set([1, 2, 3])

function ms(us: number | null): string {
  return us === null ? NOTHING : formatMs(us / US_PER_MS)
}
