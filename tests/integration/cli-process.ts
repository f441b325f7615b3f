/** The command line as a process of its own: arguments in, two streams and an exit status out. */
import { spawn } from 'node:child_process'
import { resolve } from 'node:path'

export const ROOT = resolve(import.meta.dirname, '../..')
/** As long as a run and its start may take on a busy machine. */
export const RUN_MS = 60_000

interface Ended {
  code: number | null
  out: string
  err: string
}

/** @param onErr called with all that standard error has said so far, each time it says more */
export function wirelab(
  args: string[],
  { onErr, env }: { onErr?: (said: string, interrupt: () => void) => void; env?: Record<string, string> } = {},
): Promise<Ended> {
  const child = spawn(process.execPath, ['server/cli.ts', ...args], {
    cwd: ROOT,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let out = ''
  let err = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text
    onErr?.(err, () => child.kill('SIGINT'))
  })
  return new Promise((done, failed) => {
    child.on('error', failed)
    child.on('close', (code) => done({ code, out, err }))
  })
}

export const twoLanes = `
id: two-lanes
seed: 5
durationS: 1
workload: { open: { rateRps: 40, arrival: constant } }
lanes:
  - { id: http, protocol: http }
  - { id: sqs, protocol: sqs }
`
