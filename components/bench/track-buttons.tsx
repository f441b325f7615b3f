import { type Aim, aimKey } from '#components/run/fault-aim.ts'
import { formatCount } from '#components/run/format.ts'
import { aimLabel, serviceWord } from '#components/run/lane-words.ts'
import { useWords } from '#components/text/use-words.tsx'
import type { Experiment, Lane } from '#core/experiment.ts'
import { legsOf } from '#core/protocols.ts'
import type { RunView } from '#core/run-view.ts'
import { stretchOf } from './track-flow.ts'
import type { TrackGeometry } from './track-geometry.ts'

/** Of a reply's wire, which goes back below the wires of the way there. */
const REPLY_TOUCH_PX = 11

interface TrackButtonsProps {
  lane: Lane
  order: number
  at: TrackGeometry
  aim: Aim | null
  experiment: Experiment
  view: RunView | null
  onAim: (aim: Aim) => void
}

/** Wires and services as buttons, with room for a finger; they aim the fault drawer. */
export function TrackButtons({ lane, order, at, aim, experiment, view, onAim }: TrackButtonsProps) {
  const { words, locale } = useWords()
  const edge = lane.call.id
  const top = at.headPx + order * at.rowPx + 5
  const measured = view?.lanes[lane.id]
  const legs = legsOf(lane.call).map((leg) => ({
    aim: { lane: lane.id, edge, leg } satisfies Aim,
    ...stretchOf(leg, at),
  }))
  const aimed = (candidate: Aim) => aim !== null && aimKey(aim) === aimKey(candidate)
  const place = (left: number, right: number) => ({ left, width: right - left, top, height: at.rowPx - 6 })
  const placeOf = ({ aim: { leg }, left, right }: (typeof legs)[number]) => {
    const whole = place(left, right - 8)
    if (!legs.some((each) => each.aim.leg === 'reply')) return whole
    const above = whole.height - REPLY_TOUCH_PX
    return leg === 'reply' ? { ...whole, top: top + above, height: REPLY_TOUCH_PX } : { ...whole, height: above }
  }
  const look =
    'absolute z-10 border-transparent border-b border-dashed hover:border-fault-line aria-pressed:border-fault-line'
  const service: Aim = { lane: lane.id, edge, leg: legsOf(lane.call).at(-1) ?? null }
  return (
    <>
      {legs.map((leg) => (
        <button
          key={leg.aim.leg}
          type="button"
          aria-pressed={aimed(leg.aim)}
          aria-label={words.topology.aim(aimLabel(leg.aim, experiment, { locale, words }))}
          data-testid={`aim-${lane.id}-${leg.aim.leg}`}
          className={look}
          style={placeOf(leg)}
          onClick={() => onAim(leg.aim)}
        />
      ))}
      <button
        type="button"
        aria-pressed={legs.length === 0 && aimed(service)}
        aria-label={words.topology.aim(`${lane.name[locale]} · ${serviceWord(lane, words)}`)}
        data-testid={`aim-${lane.id}-service`}
        className={look}
        style={place(at.service - 12, at.service + 12)}
        onClick={() => onAim(service)}
      />
      <span className="sr-only">
        {measured &&
          `${lane.name[locale]}: ${words.topology.inFlight(formatCount(measured.inFlight))}, ${words.topology.backlog(formatCount(measured.backlog))}`}
      </span>
    </>
  )
}
