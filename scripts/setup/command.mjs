/** Running other programs: quietly with a log, or in our place. */
import { spawn } from 'node:child_process'
import { createWriteStream } from 'node:fs'
import { root, scratch } from './project.mjs'

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
 * Puts a program in our place, so that signals reach it and its exit code is ours. Node can do that literally from
 * 22.15 on (not on Windows); before that we stay as a parent that passes both on.
 */
export function become(command, args, env) {
  process.chdir(root)
  if (process.execve && process.platform !== 'win32') {
    process.execve(command, [command, ...args], env)
  }
  const child = spawn(command, args, { env, stdio: 'inherit' })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('error', (error) => {
    process.stderr.write(`wirelab: cannot run ${command}: ${error.message}\n`)
    process.exit(1)
  })
  child.on('exit', (code, signal) => {
    if (!signal) process.exit(code ?? 1)
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.removeAllListeners(name)
    process.kill(process.pid, signal)
  })
}
