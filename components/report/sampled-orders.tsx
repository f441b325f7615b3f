import { lookOf } from '#components/run/lane-look.ts'
import type { ReportWords } from '#components/text/report-words.ts'
import { ScrollRegion } from '#components/ui/scroll-region.tsx'
import type { OrderLine } from '#core/order-query.ts'
import type { RunView } from '#core/run-view.ts'
import type { Locale } from '#core/text.ts'
import { NUMBER_COLUMNS, sampledOrder } from './sampled-order.ts'

interface SampledOrdersProps {
  id: string
  orders: OrderLine[]
  view: RunView
  locale: Locale
  report: ReportWords
}

/** Single orders of a run, each of which opens its life in the bench. */
export function SampledOrders({ id, orders, view, locale, report }: SampledOrdersProps) {
  const [name, ...heads] = Object.values(report.orderHeads)
  return (
    <ScrollRegion label={report.sampledOrders}>
      <table className="w-full border-collapse whitespace-nowrap text-12" data-testid="sampled-orders">
        <thead>
          <tr>
            <th scope="col" className="h-8 pr-4 text-left font-regular text-ink-3">
              {name}
            </th>
            {heads.map((head, column) => (
              <th key={head} scope="col" className={`h-8 font-regular text-ink-3 ${placeOf(column)}`}>
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {orders.map((line) => {
            const order = sampledOrder(line, view, locale)
            return (
              <tr key={order.id} className="border-grid border-t">
                <th scope="row" className="h-8 pr-4 text-left font-medium">
                  <a
                    href={`/bench?run=${id}&order=${order.id}`}
                    className="underline decoration-control underline-offset-4 hover:decoration-current"
                    style={{ color: `var(${lookOf(order.order).textToken})` }}
                  >
                    {order.name}
                  </a>
                </th>
                {order.cells.map((text, column) => (
                  <td key={heads[column]} className={placeOf(column)}>
                    {text}
                  </td>
                ))}
              </tr>
            )
          })}
        </tbody>
      </table>
    </ScrollRegion>
  )
}

function placeOf(column: number): string {
  return column < NUMBER_COLUMNS ? 'num pl-4 text-right' : 'pl-4 text-left'
}
