/**
 * A run as a file: its experiment and everything it said, compact, versioned, and checked when it is read. Played,
 * reported or compared, it is the same fold over the same events as the live screen's, at every tick.
 *
 *     {"wirelab": "recording", "v": 2, "about": {…}, "experiment": {…},
 *      "frames": 120, "columns": {…},     the frame events, see columns.ts
 *      "events": […]}                     all others, as they were said
 *
 * No library may be imported here: the player of a blog post carries it.
 */
import { type Columns, type Json, readColumns, writeColumns } from './columns.ts'
import type { Experiment } from './experiment.ts'
import { checkEvents, checkExperiment } from './recording-check.ts'
import type { RunEvent } from './run.ts'

export const RECORDING_VERSION = 2
/** Characters of a file; a run at every cap takes a tenth of it. */
export const LARGEST_RECORDING = 16 * 1024 * 1024
const LONGEST_LABEL = 200

/** Where it comes from; labels only. */
export interface About {
  runId?: string
  /** ISO 8601. */
  recordedAt?: string
}

/** What a recording says. */
export interface RecordedRun {
  about: About
  experiment: Experiment
  events: RunEvent[]
}

/** The file, ready for JSON. */
export interface Recording {
  wirelab: 'recording'
  v: typeof RECORDING_VERSION
  about: About
  experiment: Experiment
  frames: number
  columns: Columns
  events: RunEvent[]
}

/** No JSON, JSON of something else, of another version, cut off or altered, or more than a run can say. */
export type RecordingTrouble = 'not-json' | 'foreign' | 'version' | 'damaged' | 'too-large'

export class UnreadableRecording extends Error {
  override readonly name = 'UnreadableRecording'
  readonly trouble: RecordingTrouble
  constructor(trouble: RecordingTrouble, detail: string) {
    super(detail)
    this.trouble = trouble
  }
}

export function writeRecording({ about, experiment, events }: RecordedRun): Recording {
  const frames = events.filter(({ type }) => type === 'frame')
  return {
    wirelab: 'recording',
    v: RECORDING_VERSION,
    about,
    experiment,
    frames: frames.length,
    columns: writeColumns(frames.map(({ type, ...said }) => said) as unknown as Json[]),
    events: events.filter(({ type }) => type !== 'frame'),
  }
}

/** @throws UnreadableRecording */
export function readRecordingText(text: string): RecordedRun {
  if (text.length > LARGEST_RECORDING) {
    throw new UnreadableRecording('too-large', `it is longer than ${LARGEST_RECORDING} characters`)
  }
  let input: unknown
  try {
    input = JSON.parse(text)
  } catch (error) {
    const begun = /^\s*\{"wirelab":"recording"/.test(text)
    throw begun
      ? new UnreadableRecording('damaged', 'it is cut off, or was changed on its way')
      : new UnreadableRecording('not-json', `it is not JSON: ${error instanceof Error ? error.message : error}`)
  }
  return readRecording(input)
}

/**
 * @param input as parsed from JSON: anything
 * @throws UnreadableRecording
 */
export function readRecording(input: unknown): RecordedRun {
  if (typeof input !== 'object' || input === null || (input as Partial<Recording>).wirelab !== 'recording') {
    throw new UnreadableRecording('foreign', 'it is JSON, but not a recording of Wirelab')
  }
  const { v, about, experiment, frames, columns, events } = input as Record<keyof Recording, unknown>
  if (v !== RECORDING_VERSION) {
    throw new UnreadableRecording('version', `it is of version ${shown(v)}, this reads ${RECORDING_VERSION}`)
  }
  try {
    checkExperiment(experiment)
    if (!Array.isArray(events)) throw new RangeError('events: not a list')
    const rows = readColumns(columns, frames as number)
    const all = inOrder([...events, ...rows.map((row) => ({ ...(row as object), type: 'frame' }))])
    checkEvents(all)
    return { about: aboutOf(about), experiment, events: all }
  } catch (error) {
    if (error instanceof RangeError || error instanceof SyntaxError) {
      throw new UnreadableRecording('damaged', error.message)
    }
    throw error
  }
}

function inOrder(events: unknown[]): unknown[] {
  const seqOf = (event: unknown) => Number((event as { seq?: unknown } | null)?.seq)
  return events.sort((a, b) => seqOf(a) - seqOf(b))
}

function aboutOf(input: unknown): About {
  const { runId, recordedAt } = (typeof input === 'object' && input !== null ? input : {}) as Record<string, unknown>
  return { ...label('runId', runId), ...label('recordedAt', recordedAt) }
}

function label<K extends keyof About>(key: K, value: unknown): Partial<Record<K, string>> {
  return typeof value === 'string' && value.length <= LONGEST_LABEL ? ({ [key]: value } as Record<K, string>) : {}
}

function shown(value: unknown): string {
  return typeof value === 'number' || (typeof value === 'string' && value.length < LONGEST_LABEL) ? `${value}` : 'none'
}
