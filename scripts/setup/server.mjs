/** The built product on a free port with data of its own, for checks that have to ask it. */
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { root, SetupError } from './project.mjs'

const READY = /ready at (http:\/\/\S+)/
const READY_TIMEOUT_MS = 30_000

/**
 * Starts the server, hands its address to `body`, and leaves nothing behind.
 * @template T
 * @param {string} node the Node that runs the product
 * @param {(url: string) => Promise<T>} body
 * @returns {Promise<T>}
 */
export async function withServer(node, body) {
  const dataDir = mkdtempSync(join(tmpdir(), 'wirelab-'))
  const env = { ...process.env, NODE_ENV: 'production', HOST: '127.0.0.1', PORT: '0', WIRELAB_DATA: dataDir }
  const server = spawn(node, ['server/main.ts'], { cwd: root, env, stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = new Promise((resolve) => server.once('close', resolve))
  try {
    return await body(await address(server))
  } finally {
    server.kill()
    await ended
    rmSync(dataDir, { recursive: true, force: true })
  }
}

function address(server) {
  return new Promise((resolve, reject) => {
    let output = ''
    const timeout = setTimeout(
      () => reject(new SetupError(`the server was not ready within ${READY_TIMEOUT_MS / 1_000} s`)),
      READY_TIMEOUT_MS,
    )
    server.once('close', () => reject(new SetupError('the server ended before it was ready; its words are above')))
    server.stdout.setEncoding('utf8').on('data', (text) => {
      output += text
      const url = READY.exec(output)?.[1]
      if (url) {
        clearTimeout(timeout)
        resolve(url)
      }
    })
  })
}
