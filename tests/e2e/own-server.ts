/** A production server of a test's own, which it may kill. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { createInterface } from 'node:readline'

const ROOT = resolve(import.meta.dirname, '../..')
const READY = /ready at (?<url>http:\/\/\S+)/

export interface OwnServer {
  url: string
  /** SIGKILL: it gets to say and write nothing more. */
  kill(): Promise<void>
  /** So that what else the machine does takes none of its share; on Linux; elsewhere it keeps them all. */
  keepToOneCore(): void
}

interface Options {
  /** A free one by default. */
  port?: string
  /** Settings of the operator's. */
  env?: Record<string, string>
}

export async function startServer(dataDir: string, { port = '0', env = {} }: Options = {}): Promise<OwnServer> {
  const child = spawn(process.execPath, ['server/main.ts'], {
    cwd: ROOT,
    env: {
      ...process.env,
      NODE_ENV: 'production',
      NEXT_TELEMETRY_DISABLED: '1',
      HOST: '127.0.0.1',
      PORT: port,
      WIRELAB_DATA: dataDir,
      ...env,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const keepToOneCore = () => {
    if (process.platform !== 'linux') return
    const [, core = ''] = /^Cpus_allowed_list:\s*(\d+)/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? []
    execFileSync('taskset', ['-a', '-c', '-p', core, `${child.pid}`])
  }
  return { url: await urlOf(child), kill: () => kill(child), keepToOneCore }
}

async function urlOf(child: ChildProcess): Promise<string> {
  if (!child.stdout) throw new Error('the server has no output')
  for await (const line of createInterface(child.stdout)) {
    const url = READY.exec(line)?.groups?.url
    if (url) return url
  }
  throw new Error(`the server ended with ${child.exitCode} before it was ready`)
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = once(child, 'exit')
  child.kill('SIGKILL')
  await gone
}
