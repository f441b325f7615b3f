import { mkdtempSync, readdirSync, readlinkSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { VirtualTimers } from '#core/virtual-timers.ts'
import { openKafkaBroker } from './kafka-broker.ts'

class CountedTimers extends VirtualTimers {
  running = 0

  override at(tUs: number, callback: () => void) {
    const cancel = super.at(tUs, callback)
    this.running++
    return () => {
      this.running--
      cancel()
    }
  }
}

function openFilesIn(dir: string): string[] {
  return readdirSync('/proc/self/fd').flatMap((fd) => {
    try {
      const path = readlinkSync(join('/proc/self/fd', fd))
      return path.startsWith(dir) ? [path] : []
    } catch {
      return []
    }
  })
}

it('leaves no timer and no file open where its port is taken', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'kafka-broker-'))
  onTestFinished(() => rmSync(dataDir, { recursive: true }))
  const first = await openKafkaBroker({ dataDir })
  expect(openFilesIn(dataDir).length).toBeGreaterThan(0)
  await first.close()
  const other = await openKafkaBroker()
  onTestFinished(() => other.close())
  const timers = new CountedTimers()
  await expect(openKafkaBroker({ dataDir, timers, port: other.address.port })).rejects.toThrow('EADDRINUSE')
  expect(timers.running).toBe(0)
  expect(openFilesIn(dataDir)).toEqual([])
})
