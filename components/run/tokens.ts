/** Tokens of the runs this browser started: who holds one may steer. Newest last; the oldest are forgotten. */

const KEY = 'wirelab-run-tokens'
const KEPT = 50

type Held = [runId: string, token: string][]

export function keepToken(runId: string, token: string): void {
  const held = read().filter(([id]) => id !== runId)
  held.push([runId, token])
  try {
    localStorage.setItem(KEY, JSON.stringify(held.slice(-KEPT)))
  } catch {
    // Storage may be full or forbidden; the run then goes on and can be watched.
  }
}

export function tokenOf(runId: string): string | null {
  return read().find(([id]) => id === runId)?.[1] ?? null
}

function read(): Held {
  try {
    const held: unknown = JSON.parse(localStorage.getItem(KEY) ?? '[]')
    return Array.isArray(held) ? (held as Held) : []
  } catch {
    return []
  }
}
