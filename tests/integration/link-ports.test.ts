/** The open ports of a run, for whoever finds them. */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { connect } from 'node:net'
import { expect, test } from 'vitest'
import { summarize } from '#core/summary.ts'
import { fourLanes, openLab, started, until } from './open-lab.ts'

test('a run takes no notice of garbage on the ports of its links', async () => {
  const lab = openLab()
  const { id, token, run } = await started(lab, fourLanes({ durationS: 60 }))
  await until('running', () => run.view.elapsedUs > 250_000)
  const ports = listeningPorts()
  // Two servers, a broker, four links.
  expect(ports.length).toBeGreaterThanOrEqual(7)
  await Promise.all(ports.map(sendGarbage))
  await until('more orders', () => run.view.elapsedUs > 2_000_000)
  await lab.steer(id, token, 'stopping')
  await run.over
  for (const lane of summarize(run.view).lanes) expect(lane, lane.id).toMatchObject({ failed: 0, backlog: 0 })
})

/** Loopback ports on which this very process listens, as Linux tells them. */
function listeningPorts(): number[] {
  const LISTEN = '0A'
  const own = new Set(readdirSync('/proc/self/fd').map(inodeOf))
  return readFileSync('/proc/self/net/tcp', 'utf8')
    .split('\n')
    .slice(1)
    .map((line) => line.trim().split(/\s+/))
    .filter((columns) => columns[3] === LISTEN && own.has(columns[9] ?? ''))
    .map((columns) => Number.parseInt(columns[1]?.split(':')[1] ?? '0', 16))
}

function inodeOf(fd: string): string | undefined {
  try {
    return /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/self/fd/${fd}`))?.[1]
  } catch {
    return undefined
  }
}

function sendGarbage(port: number): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(Buffer.alloc(4096, 0xff)))
    socket.on('error', () => {})
    socket.on('close', () => resolve())
    setTimeout(() => socket.destroy(), 500).unref()
  })
}
