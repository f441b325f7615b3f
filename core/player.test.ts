import { describe, expect, test } from 'vitest'
import { exampleExperiment, frameAt, laneFrame, plain } from './example.fixture.ts'
import type { Fault } from './experiment.ts'
import { Player, type PlayerEvent } from './player.ts'
import type { RunEvent, RunEventBody } from './run.ts'
import { createRunView, foldEvents } from './run-view.ts'
import { VirtualTimers } from './virtual-timers.ts'

const fault = exampleExperiment.faults[0] as Fault
const bodies: (RunEventBody & { atUs: number })[] = [
  { atUs: 0, type: 'state', state: { is: 'running' } },
  ...Array.from({ length: 8 }, (_, tick) => {
    const frame = frameAt(tick, { http: laneFrame({ sent: 1 }) })
    return { atUs: frame.toUs, type: 'frame' as const, frame }
  }),
  { atUs: 1_000_000, type: 'fault-set', fault, by: 'schedule' },
  { atUs: 1_500_000, type: 'fault-cleared', faultId: fault.id, by: 'schedule' },
  { atUs: 2_000_000, type: 'state', state: { is: 'finished', stoppedByHand: false } },
]
const events: RunEvent[] = bodies.toSorted((a, b) => a.atUs - b.atUs).map((body, i) => ({ ...body, seq: i + 1 }))
const run = { about: {}, experiment: exampleExperiment, events }

function viewAt(us: number) {
  const view = createRunView(exampleExperiment)
  foldEvents(
    view,
    events.filter(({ atUs }) => atUs <= us),
  )
  return plain(view)
}

function start(options: { startUs?: number; speed?: number } = {}) {
  const timers = new VirtualTimers()
  const said: PlayerEvent[] = []
  const player = new Player(run, { timers, onEvent: (event) => said.push(event), ...options })
  const heard = () => said.map(({ type }) => type).filter((type) => type !== 'change')
  return { timers, player, said, heard }
}

describe('the player', () => {
  test('shows the whole run until it is played, then what had been said at each time', async () => {
    const { timers, player, heard } = start()
    expect(player.state).toBe('ready')
    expect(plain(player.view)).toEqual(viewAt(Number.POSITIVE_INFINITY))
    player.play()
    expect(plain(player.view)).toEqual(viewAt(0))
    for (const us of [200_000, 260_000, 1_000_000, 1_400_000]) {
      await timers.advanceTo(us)
      expect(plain(player.view), `at ${us} µs`).toEqual(viewAt(us))
      expect(player.positionUs).toBe(us)
    }
    await timers.advanceTo(2_000_000)
    expect(player.state).toBe('ended')
    expect(heard()).toEqual(['play', 'marker', 'ended'])
    expect(plain(player.view)).toEqual(plain(player.whole))
  })

  test('pauses where it is, and goes on from there', async () => {
    const { timers, player } = start()
    player.play()
    await timers.advanceTo(600_000)
    player.pause()
    await timers.advanceTo(5_000_000)
    expect(player.positionUs).toBe(600_000)
    expect(plain(player.view)).toEqual(viewAt(600_000))
    player.play()
    await timers.advanceTo(5_500_000)
    expect(plain(player.view)).toEqual(viewAt(1_100_000))
  })

  test('goes to any time, forwards and back, playing or not', async () => {
    const { timers, player, heard } = start()
    player.seek(1_200_000)
    expect(player.state).toBe('paused')
    expect(plain(player.view)).toEqual(viewAt(1_200_000))
    player.seek(-5)
    expect(player.positionUs).toBe(0)
    player.play()
    await timers.advanceTo(300_000)
    player.seek(1_600_000)
    await timers.advanceTo(400_000)
    expect(player.positionUs).toBe(1_700_000)
    expect(plain(player.view)).toEqual(viewAt(1_700_000))
    player.seek(1e12)
    await timers.advanceTo(400_001)
    expect(player.state).toBe('ended')
    expect(heard()).toEqual(['seek', 'seek', 'play', 'seek', 'seek', 'ended'])
  })

  test('keeps its place when the speed changes', async () => {
    const { timers, player } = start({ speed: 2 })
    player.play()
    await timers.advanceTo(300_000)
    expect(player.positionUs).toBe(600_000)
    player.speed = 0.5
    await timers.advanceTo(500_000)
    expect(player.positionUs).toBe(700_000)
    player.speed = Number.NaN
    expect(player.speed).toBe(0.5)
    player.speed = 1e9
    expect(player.speed).toBe(100)
  })

  test('tells of each fault as it begins, and may be paused by whoever hears it', async () => {
    const timers = new VirtualTimers()
    const player: Player = new Player(run, { timers, onEvent: ({ type }) => type === 'marker' && player.pause() })
    expect(player.markers).toEqual([{ index: 0, atUs: 1_000_000, untilUs: 1_500_000, fault }])
    player.play()
    await timers.advanceTo(9_000_000)
    expect(player.state).toBe('paused')
    expect(player.positionUs).toBe(1_000_000)
  })

  test('begins where it is told to, and from the beginning when it is played again', async () => {
    const { timers, player } = start({ startUs: 1_500_000 })
    player.play()
    expect(plain(player.view)).toEqual(viewAt(1_500_000))
    await timers.advanceTo(600_000)
    expect(player.state).toBe('ended')
    player.play()
    await timers.advanceTo(700_000)
    expect(player.positionUs).toBe(100_000)
  })

  test('closed, it sets no timer off any more', async () => {
    const { timers, player, heard } = start()
    player.play()
    player.close()
    await timers.advanceTo(9_000_000)
    expect(heard()).toEqual(['play'])
  })
})
