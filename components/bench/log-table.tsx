'use client'
/** The log behind a lane, partition by partition: how long it is, how far each group has read, and why it rebalanced. */
import { useCursorAt } from '#components/charts/cursor.ts'
import { formatCount, formatSeconds, NOTHING } from '#components/run/format.ts'
import { type LogWords, logWords } from '#components/text/log-words.ts'
import { useWords } from '#components/text/use-words.tsx'
import { ScrollRegion } from '#components/ui/scroll-region.tsx'
import { SectionHead } from '#components/ui/section-head.tsx'
import { edgeAt } from '#core/call-path.ts'
import type { Experiment } from '#core/experiment.ts'
import { logAt, newestLog } from '#core/log-past.ts'
import { type LogGroup, type LogState, type LogTopic, lagIn, lagOf } from '#core/log-state.ts'
import { isOver } from '#core/run.ts'
import type { RunView } from '#core/run-view.ts'

export interface LogTablesProps {
  experiment: Experiment
  view: RunView | null
  /** Of a picture that stands still. */
  frozenUs: number | null
}

const SHOWN_REBALANCES = 4
const GROUP = /^group-(\d+)$/

/** As it was at the cursor, else as it was told last; nothing where no lane keeps a log, or nobody has looked at it yet. */
export function LogTables({ experiment, view, frozenUs }: LogTablesProps) {
  const { locale } = useWords()
  const words = logWords[locale]
  const { second } = useCursorAt()
  if (!view) return null
  const logs = experiment.lanes.flatMap((lane) =>
    Object.entries(view.lanes[lane.id]?.logPast ?? {}).map(([edge, past]) => ({
      key: `${lane.id}-${edge}`,
      name: edge === lane.call.id ? lane.name[locale] : `${lane.name[locale]} ${edge}`,
      log: second === null ? newestLog(past) : logAt(past, second),
      everyS: past.everyS,
      hasMarkers: edgeAt(lane.call, edge)?.options.through === 'transactional',
    })),
  )
  if (logs.length === 0) return null
  return (
    <section aria-label={words.title} className="border-line border-t pb-2 max-mid:order-5" data-testid="logs">
      <SectionHead title={words.title}>
        {second === null ? (
          <span className="text-12 text-ink-3" data-testid="logs-when">
            {frozenUs !== null ? words.frozen(formatSeconds(frozenUs)) : isOver(view.state) ? words.atEnd : words.now}
          </span>
        ) : (
          <b className="num text-12 text-ink" data-testid="logs-when">
            {words.at(String(second), Math.max(...logs.map(({ everyS }) => everyS)))}
          </b>
        )}
      </SectionHead>
      {logs.map(({ key, name, log, hasMarkers }) => (
        <div key={key} className="px-4 pb-2" data-testid={`log-${key}`}>
          {log ? (
            <>
              {log.topics.map((topic) => (
                <Topic
                  key={topic.name}
                  topic={topic}
                  caption={words.of(name, words.topics[topic.name] ?? topic.name)}
                />
              ))}
              {hasMarkers && <p className="pt-1 text-12 text-ink-3">{words.markers}</p>}
              <History log={log} />
            </>
          ) : (
            <p className="py-1 text-12 text-ink-3">
              <b className="text-ink">{name}</b> {words.notYet}
            </p>
          )}
        </div>
      ))}
    </section>
  )
}

function Topic({ topic, caption }: { topic: LogTopic; caption: string }) {
  const { locale } = useWords()
  const words = logWords[locale]
  const end = topic.ends.reduce((sum, offset) => sum + offset, 0)
  return (
    <ScrollRegion label={caption}>
      <table className="border-collapse text-12">
        <caption className="py-1 text-left font-medium text-13">{caption}</caption>
        <thead>
          <tr className="text-ink-3">
            <th className="pr-2 text-left font-regular">{words.partition}</th>
            {topic.ends.map((_, partition) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a partition is its number
              <th key={partition} className="num min-w-12 pl-3 text-right font-regular">
                {partition}
              </th>
            ))}
            <th className="min-w-14 pl-3 text-right font-regular">{words.all}</th>
          </tr>
        </thead>
        <tbody>
          <Row name={words.end} why={words.endWhy} values={topic.ends} all={end} />
          {topic.groups.map((group) => (
            <GroupRows key={group.name} topic={topic} group={group} />
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  )
}

function GroupRows({ topic, group }: { topic: LogTopic; group: LogGroup }) {
  const { locale } = useWords()
  const words = logWords[locale]
  const name = nameOf(group, words)
  const lags = topic.ends.map((_, partition) => lagIn(topic, group, partition))
  const committed = group.committed.some((offset) => offset !== null)
    ? group.committed.reduce<number>((sum, offset) => sum + (offset ?? 0), 0)
    : null
  return (
    <>
      <Row name={words.committed(name)} why={words.committedWhy} values={group.committed} all={committed} />
      <Row name={words.lag(name)} why={words.lagWhy} values={lags} all={lagOf(topic, group)} isLag />
    </>
  )
}

interface RowProps {
  name: string
  why: string
  values: (number | null)[]
  all: number | null
  isLag?: boolean
}

function Row({ name, why, values, all, isLag = false }: RowProps) {
  const look = (value: number | null) =>
    `num py-0.5 pl-3 text-right ${isLag ? (value ? 'font-strong text-warn' : 'text-ink-3') : ''}`
  return (
    <tr className="border-line border-t">
      <th scope="row" title={why} className="whitespace-nowrap pr-2 text-left font-regular text-ink-2">
        {name}
      </th>
      {values.map((value, partition) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a partition is its number
        <td key={partition} className={look(value)}>
          {value === null ? NOTHING : formatCount(value)}
        </td>
      ))}
      <td className={look(all)}>{all === null ? NOTHING : formatCount(all)}</td>
    </tr>
  )
}

/** What only an embedded broker knows; of another one it is said that it is not known. */
function History({ log }: { log: LogState }) {
  const { locale } = useWords()
  const words = logWords[locale]
  const groups = log.topics.flatMap((topic) => topic.groups)
  return (
    <ul className="pt-1 text-12 text-ink-2 leading-[18px]">
      {groups.map((group) => (
        <li key={group.name}>
          {[
            nameOf(group, words),
            group.generation === null ? null : words.generation(group.generation),
            group.members === null ? null : words.members(group.members),
          ]
            .filter((part) => part !== null)
            .join(' · ')}
          <ol className="pl-3 text-ink-3">
            {group.rebalances.slice(0, SHOWN_REBALANCES).map(({ atUs, generation, members, why }) => (
              <li key={atUs}>
                {words.began(formatSeconds(atUs), generation, members)} {words.why[why]}
              </li>
            ))}
          </ol>
        </li>
      ))}
      <li>{log.deduplicated === null ? words.unknown : words.deduplicated(formatCount(log.deduplicated))}</li>
    </ul>
  )
}

function nameOf({ name }: LogGroup, words: LogWords): string {
  if (name === 'processor') return words.processor
  const number = GROUP.exec(name)?.[1]
  return number === undefined ? name : words.group(Number(number) + 1)
}
