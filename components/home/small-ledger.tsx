import { formatCount } from '#components/run/format.ts'
import { lookOf } from '#components/run/lane-look.ts'
import type { Words } from '#components/text/words.ts'
import { Marker } from '#components/ui/marker.tsx'
import { acknowledgedOf, completedOf, doneThoughToldFailed, promisedButLost, sentOf } from '#core/ledger.ts'
import type { Locale } from '#core/text.ts'
import type { HomeRun } from './recorded-run.ts'

/** The ledger of a run that is over: every number is settled. */
export function SmallLedger({ run, locale, words }: { run: HomeRun; locale: Locale; words: Words }) {
  const heads = ['sent', 'acknowledged', 'completed', 'lost', 'toldFailed'] as const
  return (
    <table className="w-full border-collapse">
      <caption className="pb-1 text-left font-strong text-13">{words.home.ledgerTitle}</caption>
      <thead>
        <tr>
          <th scope="col">
            <span className="sr-only">{words.ledger.lane}</span>
          </th>
          {heads.map((head) => (
            <th
              key={head}
              scope="col"
              className="pb-1 text-right align-bottom font-regular text-12 text-ink-3 leading-tight"
            >
              <abbr title={words.ledger.why[head]} className="cursor-help whitespace-pre no-underline">
                {words.ledger[head]}
              </abbr>
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {run.lanes.map((lane) => {
          const order = run.experiment.lanes.findIndex(({ id }) => id === lane.id)
          const look = lookOf(order)
          const harm = [promisedButLost(lane.ledger), doneThoughToldFailed(lane.ledger)]
          return (
            <tr key={lane.id} className="border-grid border-t">
              <th scope="row" className="h-[30px] text-left font-strong text-12">
                <Marker look={look} />{' '}
                <span style={{ color: `var(${look.textToken})` }}>{run.experiment.lanes[order]?.name[locale]}</span>
              </th>
              {[sentOf(lane.ledger), acknowledgedOf(lane.ledger), completedOf(lane.ledger)].map((count, index) => (
                <td key={heads[index]} className="num text-right text-12">
                  {formatCount(count)}
                </td>
              ))}
              {harm.map((count, index) => (
                <td
                  key={heads[index + 3]}
                  className={`num text-right text-12 ${count === 0 ? 'text-ink-3' : 'font-strong text-danger'}`}
                >
                  {formatCount(count)}
                </td>
              ))}
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}
