/** What a report says of a single order. */
import { formatMs, NOTHING } from '#components/run/format.ts'
import { verdictLabel, workLabel } from '#core/labels.ts'
import { endingSentence } from '#core/life-text.ts'
import type { OrderLine } from '#core/order-query.ts'
import type { RunView } from '#core/run-view.ts'
import type { Locale } from '#core/text.ts'

const US_PER_MS = 1000
const US_PER_S = 1_000_000

export interface SampledOrder {
  /** `lane.number` */
  id: string
  /** Place of the lane in its experiment. */
  order: number
  name: string
  /** Beside {@link ReportWords.orderHeads}, without the order itself. */
  cells: string[]
}

/** The first columns after the name are numbers, which stand to the right. */
export const NUMBER_COLUMNS = 3

export function sampledOrder(order: OrderLine, { experiment }: RunView, locale: Locale): SampledOrder {
  const at = experiment.lanes.findIndex(({ id }) => id === order.lane)
  return {
    id: `${order.lane}.${order.seq}`,
    order: at,
    name: `${experiment.lanes[at]?.name[locale] ?? order.lane} ${order.seq}`,
    cells: [
      (order.dueUs / US_PER_S).toFixed(2),
      ms(order.toldUs),
      ms(order.doneUs),
      verdictLabel(order.verdict, locale),
      workLabel(order.work, locale),
      endingSentence(order.ended, locale),
    ],
  }
}

function ms(us: number | null): string {
  return us === null ? NOTHING : formatMs(us / US_PER_MS)
}
