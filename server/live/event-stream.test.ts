import { describe, expect, test } from 'vitest'
import { frameAt, laneFrame } from '#core/example.fixture.ts'
import type { RunEvent, RunEventBody } from '#core/run.ts'
import type { Lab } from '../runs/lab.ts'
import { type EventStreamOptions, openEventStream } from './event-stream.ts'

const OFFERED_PER_TICK = 10
const over: RunEventBody = { type: 'state', state: { is: 'finished', stoppedByHand: false } }

/** One run whose events the test says; counts its watchers. */
function fakeLab(past: RunEventBody[] = [], isOver = false) {
  const events: RunEvent[] = []
  const watchers = new Set<(events: RunEvent[]) => void>()
  const say = (body: RunEventBody) => {
    const event = { seq: events.length + 1, atUs: 0, ...body }
    events.push(event)
    for (const watcher of [...watchers]) watcher([event])
  }
  past.forEach(say)
  const watch: Lab['watch'] = async (id, sinceSeq, watcher) => {
    if (id !== 'run') return null
    watcher(events.filter(({ seq }) => seq > sinceSeq))
    if (!isOver) watchers.add(watcher)
    return { info: null as never, over: isOver, unwatch: () => watchers.delete(watcher) }
  }
  return { lab: { watch }, say, watchers }
}

function frame(tick: number): RunEventBody {
  return { type: 'frame', frame: frameAt(tick, { http: laneFrame({ offered: OFFERED_PER_TICK }) }) }
}

async function open(lab: Pick<Lab, 'watch'>, options: Partial<EventStreamOptions> = {}) {
  const gone = new AbortController()
  const stream = await openEventStream(lab, 'run', { sinceSeq: 0, signal: gone.signal, ...options })
  if (stream === null || stream === 'over') throw new Error(`no stream: ${stream}`)
  return { stream, gone }
}

const textOf = (stream: ReadableStream<Uint8Array>) => new Response(stream).text()
const idsIn = (text: string) => [...text.matchAll(/^id: (\d+)$/gm)].map((match) => Number(match[1]))
const eventsIn = (text: string) =>
  [...text.matchAll(/^data: (.*)$/gm)].map((match) => JSON.parse(match[1] as string) as RunEvent)

describe('the events of a run as a stream', () => {
  test('says what is past, then what comes, and ends with the run', async () => {
    const { lab, say, watchers } = fakeLab([{ type: 'state', state: { is: 'running' } }])
    const { stream } = await open(lab)
    const text = textOf(stream)
    say(frame(1))
    say(over)
    expect(idsIn(await text)).toEqual([1, 2, 3])
    expect(eventsIn(await text).map(({ seq, type }) => [seq, type])).toEqual([
      [1, 'state'],
      [2, 'frame'],
      [3, 'state'],
    ])
    expect(watchers.size).toBe(0)
  })

  test('goes on after the event that was seen last', async () => {
    const { lab } = fakeLab([frame(0), frame(1), over], true)
    expect(idsIn(await textOf((await open(lab, { sinceSeq: 2 })).stream))).toEqual([3])
  })

  test('says that nothing will follow', async () => {
    const { lab } = fakeLab([frame(0), over], true)
    const signal = new AbortController().signal
    expect(await openEventStream(lab, 'run', { sinceSeq: 2, signal })).toBe('over')
    expect(await openEventStream(lab, 'another', { sinceSeq: 0, signal })).toBeNull()
  })

  test('ends after what was stored, whatever was stored', async () => {
    const { lab } = fakeLab([frame(0)], true)
    expect(idsIn(await textOf((await open(lab)).stream))).toEqual([1])
  })

  test.each(['the reader cancels', 'the request is aborted', 'it was aborted before'])(
    'leaves no watcher when %s',
    async (how) => {
      const { lab, watchers } = fakeLab([frame(0)])
      const gone = new AbortController()
      if (how === 'it was aborted before') gone.abort()
      const { stream } = await open(lab, { signal: gone.signal })
      if (how === 'the reader cancels') {
        expect(watchers.size).toBe(1)
        await stream.cancel()
      } else gone.abort()
      expect(watchers.size).toBe(0)
    },
  )

  test('keeps an idle connection alive', async () => {
    const { lab } = fakeLab()
    const { stream } = await open(lab, { heartbeatMs: 5 })
    const reader = stream.getReader()
    const decoder = new TextDecoder()
    let text = ''
    while (!text.includes(': still here')) text += decoder.decode((await reader.read()).value)
    expect(text.startsWith('retry: ')).toBe(true)
    await reader.cancel()
  })

  test('merges frames for a slow reader, and says all of them', async () => {
    const { lab, say } = fakeLab()
    const { stream } = await open(lab, { bufferBytes: 1 })
    // Nobody reads yet: three seconds of four frames wait.
    for (let tick = 0; tick < 12; tick++) say(frame(tick))
    say(over)
    const events = eventsIn(await textOf(stream))
    const frames = events.flatMap((event) => (event.type === 'frame' ? [event] : []))
    expect(frames.map(({ seq }) => seq)).toEqual([4, 8, 12])
    expect(frames.map((event) => event.frame.lanes.http?.offered)).toEqual([40, 40, 40])
    expect(events.at(-1)).toMatchObject({ seq: 13, type: 'state' })
  })

  test('cuts off a reader who stays behind, and lets it come back', async () => {
    const { lab, say, watchers } = fakeLab()
    const { stream } = await open(lab, { bufferBytes: 1, mostWaiting: 3 })
    for (let tick = 0; tick < 400; tick++) say(frame(tick))
    expect(watchers.size).toBe(0)
    const seen = idsIn(await textOf(stream)).at(-1) ?? 0
    const again = await open(lab, { sinceSeq: seen })
    say(over)
    expect(idsIn(await textOf(again.stream))[0]).toBe(seen + 1)
  })
})
