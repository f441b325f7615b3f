/**
 * One set-up at a time in one checkout, whoever starts it: two `npm start`, or `npm start` and `npm test`.
 * The lock is a file with its owner's pid, touched every second while it is held.
 */
import { mkdirSync, readFileSync, rmdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { say, scratch } from './project.mjs'

const HEARTBEAT_MS = 1_000
const POLL_MS = 250
/** A lock that nobody touched for so long, by our own clock, was left by a machine or container that is gone. */
const ABANDONED_MS = 15_000

/** Runs `body` alone; waits, saying so once, while another process of this checkout does its set-up. */
export async function alone(body, path = scratch('setup.lock')) {
  await acquire(path)
  const heartbeat = setInterval(() => touch(path), HEARTBEAT_MS)
  const release = () => rmSync(path, { force: true })
  // 'exit' covers process.exit and errors; a signal ends the process without it, then the dead pid tells.
  process.once('exit', release)
  try {
    return await body()
  } finally {
    clearInterval(heartbeat)
    process.off('exit', release)
    release()
  }
}

async function acquire(path) {
  let said = false
  let seen = { stamp: '', since: performance.now() }
  for (;;) {
    try {
      writeFileSync(path, `${process.pid} ${hostname()}`, { flag: 'wx' })
      return
    } catch (error) {
      if (error.code !== 'EEXIST') throw error
    }
    const stamp = stampOf(path)
    if (stamp !== seen.stamp) seen = { stamp, since: performance.now() }
    const owner = ownerOf(path)
    if (owner.dead || performance.now() - seen.since > ABANDONED_MS) {
      breakLock(path, stamp)
      continue
    }
    if (!said && owner.pid) {
      said = true
      say(`another set-up is running here (process ${owner.pid}); waiting for it …`)
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MS))
  }
}

/**
 * Removes a dead owner's lock. Only the holder of the guard may remove, and only what it still finds unchanged, so
 * that of two processes that saw the same dead owner the second cannot remove the first one's new lock.
 */
function breakLock(path, stamp) {
  const guard = `${path}.break`
  try {
    mkdirSync(guard)
  } catch {
    const madeMs = statSync(guard, { throwIfNoEntry: false })?.mtimeMs ?? Number.POSITIVE_INFINITY
    if (Date.now() - madeMs > ABANDONED_MS) rmSync(guard, { recursive: true, force: true })
    return
  }
  if (stampOf(path) === stamp) rmSync(path, { force: true })
  rmdirSync(guard)
}

function stampOf(path) {
  const stats = statSync(path, { throwIfNoEntry: false })
  return stats ? `${stats.ino} ${stats.mtimeMs}` : ''
}

function ownerOf(path) {
  let text = ''
  try {
    text = readFileSync(path, 'utf8')
  } catch {
    return { dead: false }
  }
  const [pid, host] = text.split(' ')
  // A pid means nothing on another host that shares the folder; there the heartbeat decides.
  if (!pid || host !== hostname()) return { dead: false, pid }
  try {
    process.kill(Number(pid), 0)
    return { dead: false, pid }
  } catch (error) {
    return { dead: error.code === 'ESRCH', pid }
  }
}

function touch(path) {
  const now = new Date()
  try {
    utimesSync(path, now, now)
  } catch {
    // Removed by hand: nothing left to touch.
  }
}
