/** Running other programs: quietly with a log, or in our place. */
import { spawn } from 'node:child_process'
import { createWriteStream, readFileSync } from 'node:fs'
import { root, say, scratch } from './project.mjs'

/**
 * Runs a command to its end. Without `log` it shares our terminal (its stdout joins our stderr); with `log` its output
 * goes to `.wirelab/<log>` and comes back in `output`; `watch` is shown it as it comes, with a way to end the command.
 * @returns {Promise<{ code: number, output: string }>} 127 where the command does not exist
 */
export function run(command, args, { env = process.env, log, watch = () => {} } = {}) {
  return new Promise((resolve) => {
    const stdio = log ? ['ignore', 'pipe', 'pipe'] : ['ignore', 2, 2]
    const child = spawn(command, args, { cwd: root, env, stdio })
    const file = log && createWriteStream(scratch(log))
    let output = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text) => {
        output += text
        file.write(text)
        watch(text, () => child.kill())
      })
    }
    const end = (code) => {
      if (file) file.end()
      resolve({ code, output })
    }
    child.on('error', (error) => end(error.code === 'ENOENT' ? 127 : 126))
    child.on('close', (code, signal) => end(signal ? 1 : (code ?? 1)))
  })
}

/**
 * Runs a program as if it stood in our place: signals are passed on to it, its exit becomes ours, and it ends when we
 * do. It has an IPC channel, whose closing tells it that we were killed.
 */
export function become(command, args, env) {
  const child = spawn(command, args, { cwd: root, env, stdio: ['inherit', 'inherit', 'inherit', 'ipc'] })
  for (const signal of SIGNALS) process.on(signal, () => child.kill(signal))
  whenNpmIsGone(() => child.kill('SIGTERM'))
  child.on('error', (error) => {
    say(`cannot run ${command}: ${error.message}`)
    process.exit(1)
  })
  child.on('exit', (code, signal) => {
    if (!signal) process.exit(code ?? 1)
    for (const name of SIGNALS) process.removeAllListeners(name)
    process.kill(process.pid, signal)
  })
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP']
const WATCH_MS = 500

/** npm starts scripts through `sh`, which dies of a signal without a word to us; and npm itself may be killed. */
function whenNpmIsGone(act) {
  if (!process.env.npm_lifecycle_event || process.platform === 'win32') return
  const before = ancestry()
  const watch = setInterval(() => {
    if (ancestry() === before) return
    clearInterval(watch)
    act()
  }, WATCH_MS)
  watch.unref()
}

/** Our parent and, where that is npm's `sh` and the system tells, npm. */
function ancestry() {
  try {
    const [, name, parent] = /\((.*)\) \S+ (\d+)/s.exec(readFileSync(`/proc/${process.ppid}/stat`, 'utf8'))
    return /^(sh|dash|ash|bash)$/.test(name) ? `${process.ppid} ${parent}` : `${process.ppid}`
  } catch {
    return `${process.ppid}`
  }
}
