'use client'
/** The tree of services behind a lane, an edge a line: who calls whom over which wire, and how each hop is doing. */
import { type Aim, actsOn, aimKey } from '#components/run/fault-aim.ts'
import { activeFaults } from '#components/run/fault-spans.ts'
import { formatCount, formatPerSecond, formatTimes, formatUsAsMs, NOTHING } from '#components/run/format.ts'
import { aimLabel } from '#components/run/lane-words.ts'
import { callWords } from '#components/text/call-words.ts'
import { useWords } from '#components/text/use-words.tsx'
import { ScrollRegion } from '#components/ui/scroll-region.tsx'
import { edgesOf, hasCalls, type PlacedEdge } from '#core/call-path.ts'
import type { Experiment, Fault, Lane } from '#core/experiment.ts'
import { faultLabel, legLabel } from '#core/labels.ts'
import { measureEdge } from '#core/measures.ts'
import { mostAttempts } from '#core/most-attempts.ts'
import { factsOf, legsOf } from '#core/protocols.ts'
import type { EdgeView, RunView } from '#core/run-view.ts'

export interface HopTableProps {
  experiment: Experiment
  view: RunView | null
  aim: Aim | null
  onAim: (aim: Aim) => void
}

const INDENT_PX = 14
const NEWEST = 2

/** Nothing where no service calls another. */
export function HopTables(props: HopTableProps) {
  const lanes = props.experiment.lanes.filter(({ call }) => hasCalls(call))
  return lanes.map((lane) => <HopTable key={lane.id} lane={lane} {...props} />)
}

function HopTable({ lane, view, ...rest }: HopTableProps & { lane: Lane }) {
  const { locale } = useWords()
  const words = callWords[locale]
  const faults = activeFaults(view)
  const heads = [words.calls, words.attempts, words.p50, words.p99, words.inFlight, words.rejected, words.failed]
  const most = mostAttempts(lane.call)
  const measured = view?.lanes[lane.id]
  return (
    <ScrollRegion
      label={words.hopsOf(lane.name[locale])}
      className="border-line border-t px-4 py-2"
      testId={`hops-${lane.id}`}
    >
      <table className="w-full min-w-[680px] border-collapse text-12">
        <caption className="pb-1 text-left font-medium text-13">{words.hopsOf(lane.name[locale])}</caption>
        <thead>
          <tr className="text-ink-3">
            <th className="text-left font-regular">{words.service}</th>
            <th className="text-left font-regular">{words.wire}</th>
            {heads.map((head) => (
              <th
                key={head}
                title={head === words.attempts ? words.attemptsWhy : undefined}
                className="pl-3 text-right font-regular"
              >
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {edgesOf(lane.call).map((placed) => (
            <Hop
              key={placed.edge.id}
              lane={lane}
              placed={placed}
              measured={measured?.edges[placed.edge.id]}
              orders={measured?.sent ?? 0}
              most={most[placed.edge.id] ?? 1}
              faults={faults}
              {...rest}
            />
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  )
}

interface HopProps extends Omit<HopTableProps, 'view'> {
  lane: Lane
  placed: PlacedEdge
  measured: EdgeView | undefined
  /** Sent by the lane so far. */
  orders: number
  /** Attempts for each of them, where nothing works. */
  most: number
  faults: Fault[]
}

function Hop({ lane, placed, measured, orders, most, faults, experiment, aim, onAim }: HopProps) {
  const { words: all, locale } = useWords()
  const { edge, depth } = placed
  const { count = 1, to } = edge
  const many = [count > 1 ? `${count}×` : '', (to.replicas ?? 1) > 1 ? `⧉${to.replicas}` : ''].filter(Boolean).join(' ')
  const newest = measured?.bins.slice(-1 - NEWEST, -1) ?? []
  const perS = newest.length > 0 ? newest.reduce((sum, bin) => sum + (bin?.calls ?? 0), 0) / newest.length : null
  const { failed = null, rejected = null, attemptsPerOrder = null } = measured ? measureEdge(measured, orders) : {}
  const aims: Aim[] = legsOf(edge).map((leg) => ({ lane: lane.id, edge: edge.id, leg }))
  const service: Aim = { lane: lane.id, edge: edge.id, leg: null }
  const on = (at: Aim) => faults.filter((fault) => actsOn(fault, at))
  const wrong = [...aims, service].flatMap((at) => on(at).map((fault) => faultLabel(fault, locale)))
  const number = 'num pl-3 text-right'
  return (
    <tr className="border-line border-t">
      <th scope="row" className="py-1 text-left font-regular" style={{ paddingLeft: (depth - 1) * INDENT_PX }}>
        <span className="font-medium">{to.name}</span> <span className="num text-ink-3">{edge.id}</span>
        {many !== '' && <span className="num pl-1 text-ink-3">{many}</span>}
      </th>
      <td className="py-1 text-ink-2">
        {factsOf(edge.protocol).name}
        {aims.map((at) => (
          <button
            key={at.leg}
            type="button"
            aria-pressed={aim !== null && aimKey(aim) === aimKey(at)}
            aria-label={all.topology.aim(aimLabel(at, experiment, { locale, words: all }))}
            data-testid={`aim-${lane.id}-${edge.id}-${at.leg}`}
            className="ml-1.5 border-line-2 border-b border-dashed text-ink-3 aria-pressed:border-fault-line aria-pressed:text-fault"
            onClick={() => onAim(at)}
          >
            {at.leg === null ? '' : legLabel(at.leg, locale)}
          </button>
        ))}
        {wrong.length > 0 && <span className="pl-2 font-medium text-fault">{wrong.join(', ')}</span>}
      </td>
      <td className={number}>{perS === null ? NOTHING : formatPerSecond(perS)}</td>
      <td className={number} data-testid={`attempts-${lane.id}-${edge.id}`}>
        {attemptsPerOrder === null ? NOTHING : formatTimes(attemptsPerOrder)}
        <span className="pl-1 text-ink-3">≤ {formatTimes(most)}</span>
      </td>
      <td className={number}>{formatUsAsMs(measured?.hist.call.percentile(50) ?? null)}</td>
      <td className={number}>{formatUsAsMs(measured?.hist.call.percentile(99) ?? null)}</td>
      <td className={number}>{measured ? formatCount(measured.inFlight) : NOTHING}</td>
      <td className={number}>{rejected === null ? NOTHING : formatCount(rejected)}</td>
      <td className={`${number} ${failed ? 'text-danger' : ''}`}>{failed === null ? NOTHING : formatCount(failed)}</td>
    </tr>
  )
}
