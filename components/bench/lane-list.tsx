'use client'
import { useCursorAt } from '#components/charts/cursor.ts'
import { ENOUGH_FOR_P99 } from '#components/charts/series.ts'
import { formatCount, formatDuration, formatPerSecond, formatUsAsMs, NOTHING } from '#components/run/format.ts'
import { lookOf } from '#components/run/lane-look.ts'
import { optionsLine } from '#components/run/lane-words.ts'
import { pressuresOf } from '#components/run/pressure.ts'
import {
  beforeFaults,
  isChanged,
  type LaneReading,
  liveReading,
  type Reading,
  readingAt,
  wholeReading,
} from '#components/run/readings.ts'
import { useWords } from '#components/text/use-words.tsx'
import { Swatch } from '#components/ui/marker.tsx'
import { SectionHead } from '#components/ui/section-head.tsx'
import type { Experiment, Lane } from '#core/experiment.ts'
import { factsOf } from '#core/protocols.ts'
import { isOver } from '#core/run.ts'
import type { LaneView, RunView } from '#core/run-view.ts'
import { EditButton } from './editor/edit-button.tsx'
import { LaneAbsent } from './lane-absent.tsx'
import { LanePolicy } from './lane-policy.tsx'
import { LanePressure } from './lane-pressure.tsx'

const columns =
  'grid grid-cols-[minmax(0,1fr)_56px_56px_52px] items-baseline max-full:wide:grid-cols-[minmax(0,1fr)_50px_50px_46px]'
/** An order that has waited this long is named, or a black hole would look like silence. */
const WORTH_NAMING_MS = 1000

export interface LaneListProps {
  experiment: Experiment
  /** Null before a run. */
  view: RunView | null
  pinned: string | null
  onHover: (lane: string | null) => void
  onPin: (lane: string) => void
}

export function LaneList({ experiment, view, pinned, onHover, onPin }: LaneListProps) {
  const { words } = useWords()
  const { second } = useCursorAt()
  const at = view === null ? null : second
  const over = view !== null && isOver(view.state)
  return (
    <>
      <SectionHead title={words.lanes.title}>
        <span className="text-12 text-ink-3">{at === null && !over ? `${words.lanes.wholeRun} · ms` : 'ms'}</span>
        {(view === null || over) && <EditButton experiment={experiment} />}
      </SectionHead>
      <div className={`${columns} flex-none px-4 pb-1.5 text-11 text-ink-3`}>
        <span className="text-12" data-testid="lanes-when">
          {at === null ? (
            over ? (
              words.lanes.load
            ) : (
              words.lanes.recent(15)
            )
          ) : (
            <b className="num text-ink">{words.lanes.at(String(at))}</b>
          )}
        </span>
        <abbr className="num text-right no-underline" title={words.lanes.p50Why}>
          p50
        </abbr>
        <abbr className="num text-right no-underline" title={words.lanes.p99Why}>
          p99
        </abbr>
        <span className="num text-right">/s</span>
      </div>
      <ul className="flex flex-1 flex-col" onPointerLeave={() => onHover(null)}>
        {experiment.lanes.map((lane, order) => (
          <LaneRow
            key={lane.id}
            lane={lane}
            order={order}
            view={view}
            second={at}
            pinned={pinned === lane.id}
            onHover={onHover}
            onPin={onPin}
          />
        ))}
      </ul>
    </>
  )
}

interface LaneRowProps extends Pick<LaneListProps, 'view' | 'onHover' | 'onPin'> {
  lane: Lane
  order: number
  second: number | null
  pinned: boolean
}

const emptyReading: Reading = { p50Us: null, p99Us: null, n: 0, perS: null }
const unread: LaneReading = { caller: emptyReading, done: emptyReading }

/** Of the second under the cursor; else of the newest seconds while the run is on, and of all of it afterwards. */
function readingOf(view: RunView, lane: LaneView, second: number | null): LaneReading {
  if (second !== null) return readingAt(lane, second)
  return isOver(view.state) ? wholeReading(lane) : liveReading(lane)
}

function LaneRow({ lane, order, view, second, pinned, onHover, onPin }: LaneRowProps) {
  const { words, locale } = useWords()
  const look = lookOf(order)
  const facts = factsOf(lane.call.protocol)
  const measured = view?.lanes[lane.id]
  const reading = measured && view ? readingOf(view, measured, second) : unread
  const before = view && second === null ? beforeFaults(view, lane.id) : null
  const pressures = pressuresOf(lane, view, second)
  const oldestMs = measured && second === null ? measured.oldestInFlightMs : 0
  return (
    <li
      className={`flex min-h-26 flex-1 border-line ${pressures.length > 0 ? 'max-h-56' : 'max-h-40'} border-t last:border-b`}
      data-testid={`lane-${lane.id}`}
    >
      <button
        type="button"
        aria-pressed={pinned}
        title={words.lanes.pin}
        onPointerEnter={() => onHover(lane.id)}
        onFocus={() => onHover(lane.id)}
        onBlur={() => onHover(null)}
        onClick={() => onPin(lane.id)}
        className="focus-inset flex min-w-0 flex-1 cursor-pointer flex-col justify-center px-4 py-1.5 text-left hover:bg-hover aria-pressed:bg-selected"
      >
        <span className="mb-1 flex w-full items-center gap-2 text-13">
          <Swatch look={look} />
          <b className="flex-none whitespace-nowrap" style={{ color: `var(${look.textToken})` }}>
            {lane.name[locale]}
          </b>
          <span className="truncate text-12 text-ink-3">{facts.wire}</span>
          <span className="ml-auto flex-none text-12 text-ink-2">{words.styles[lane.call.style]}</span>
        </span>
        {measured?.failure ? (
          <LaneAbsent lane={lane} failure={measured.failure} />
        ) : (
          <>
            <ReadingRow
              name={words.lanes.caller}
              why={words.lanes.callerWhy}
              reading={reading.caller}
              beforeUs={before?.callerP50Us}
              testId={`lane-${lane.id}-caller`}
            />
            <ReadingRow
              name={words.lanes.done}
              why={words.lanes.doneWhy}
              reading={reading.done}
              beforeUs={before?.doneP50Us}
              testId={`lane-${lane.id}-done`}
            />
            <LanePolicy lane={lane} view={measured} second={second} />
            <span className="mt-0.5 flex w-full gap-2 text-12 text-ink-3">
              <span className="num flex-none text-11 leading-[18px]" data-testid={`lane-${lane.id}-n`}>
                n {formatCount(reading.caller.n)}
              </span>
              {oldestMs >= WORTH_NAMING_MS ? (
                <span className="truncate font-medium text-ink-2">
                  {words.lanes.oldest(formatDuration(oldestMs * 1000))}
                </span>
              ) : (
                <span className="truncate" title={optionsLine(lane, locale, words)}>
                  {optionsLine(lane, locale, words)}
                </span>
              )}
            </span>
            <LanePressure lane={lane.id} pressures={pressures} />
          </>
        )}
      </button>
    </li>
  )
}

interface ReadingRowProps {
  name: string
  why: string
  reading: Reading
  beforeUs: number | null | undefined
  testId: string
}

function ReadingRow({ name, why, reading, beforeUs, testId }: ReadingRowProps) {
  const { words } = useWords()
  const changed = isChanged(reading.p50Us, beforeUs)
  const few = reading.n > 0 && reading.n < ENOUGH_FOR_P99
  const cell = 'num text-right text-13 leading-[22px]'
  return (
    <span className={`${columns} w-full text-12 text-ink-2 leading-[22px]`}>
      <span title={why}>
        {name}
        {changed && (
          <span className="ml-2 text-ink-3" title={words.lanes.before}>
            <span className="num text-11">{formatUsAsMs(beforeUs ?? null)} →</span>
          </span>
        )}
      </span>
      <span className={`${cell} ${changed ? 'font-strong' : ''} text-ink`} data-testid={`${testId}-p50`}>
        {formatUsAsMs(reading.p50Us)}
      </span>
      <span
        className={`${cell} ${few || reading.n === 0 ? 'text-ink-3' : 'text-ink'}`}
        title={few ? words.lanes.fewSamples(reading.n) : undefined}
        data-testid={`${testId}-p99`}
      >
        {formatUsAsMs(reading.p99Us)}
      </span>
      <span className={`${cell} text-ink`} data-testid={`${testId}-rate`}>
        {reading.perS === null ? NOTHING : formatPerSecond(reading.perS)}
      </span>
    </span>
  )
}
