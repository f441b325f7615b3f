import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { Asked, Measured, Seen, Tool } from './tool.ts'

const SLACK_MS = 60_000
const MOST_OUTPUT = 64 * 1024 * 1024
/** Below this share of what was asked for, the sender did not keep up. */
const KEEPS_UP = 0.98
const MARK = 'cpu of what was called'

/** What a shell's `times` says (POSIX.1-2024, 2.15): itself in the first line, what it called in the second. @returns ms */
export function cpuMsOf(times: string): number {
  const [, called = ''] = times.trim().split('\n')
  const parts = [...called.matchAll(/(\d+)m([\d.]+)s/g)].map(
    ([, minutes, seconds]) => Number(minutes) * 60 + Number(seconds),
  )
  if (parts.length !== 2) throw new Error(`not what times says: ${times}`)
  return parts.reduce((sum, seconds) => sum + seconds * 1000, 0)
}

export async function measure(tool: Tool, asked: Asked): Promise<Measured> {
  const { program, args } = tool.command(asked)
  // A program that sends too little may say so by its exit status; what it wrote decides.
  const script = `"$@"; { echo; echo "${MARK}"; times; } >&2`
  const { stdout, stderr } = await promisify(execFile)('sh', ['-c', script, 'sh', program, ...args], {
    timeout: asked.durationS * 1000 + SLACK_MS,
    maxBuffer: MOST_OUTPUT,
  })
  const seen = tool.read(stdout, asked)
  const cpuMs = cpuMsOf(stderr.slice(stderr.lastIndexOf(MARK) + MARK.length))
  return { ...seen, cpuMsPer1000: (cpuMs / (seen.achievedRps * asked.durationS)) * 1000 }
}

export function rateKept({ achievedRps }: Pick<Seen, 'achievedRps'>, rateRps: number): boolean {
  return achievedRps >= KEEPS_UP * rateRps
}

/** Of blocks of the same length, number by number; of percentiles it is the mean of percentiles. */
export function meanOf(blocks: readonly Measured[]): Measured {
  const mean = (read: (block: Measured) => number) =>
    blocks.reduce((sum, block) => sum + read(block), 0) / blocks.length
  return {
    achievedRps: mean(({ achievedRps }) => achievedRps),
    failed: blocks.reduce((sum, { failed }) => sum + failed, 0),
    p50Ms: mean(({ p50Ms }) => p50Ms),
    p99Ms: mean(({ p99Ms }) => p99Ms),
    cpuMsPer1000: mean(({ cpuMsPer1000 }) => cpuMsPer1000),
  }
}
