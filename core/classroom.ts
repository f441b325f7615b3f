/**
 * A class: everybody who has the link guesses, somebody starts the run, all of them watch it, and then it is revealed
 * beside what they guessed. Nobody has a name here: a guess belongs to a connection until the run begins, and to
 * nobody afterwards.
 */
import { isGuess } from './guess.ts'
import { type Spread, spreadOf } from './spread.ts'
import type { Text } from './text.ts'

export type ClassState =
  | { is: 'waiting' }
  | { is: 'running'; runId: string }
  /** The run is over, and nothing is revealed. */
  | { is: 'over'; runId: string }
  | { is: 'revealed'; runId: string }
  /** By its host, or because its time was up. */
  | { is: 'closed' }

/** What was measured; null where the run has nothing to say. */
export interface ClassResult {
  ms: number | null
  n: number
}

export interface ClassAsk {
  question: Text
  /** What is guessed, ms: `lane.callerLatencyMs.p50`. */
  metric: string
}

/** What goes to everyone. */
export interface ClassView extends ClassAsk {
  id: string
  title: Text
  state: ClassState
  viewers: number
  guesses: number
  /** To its host at any time, to others once it is revealed. */
  spread?: Spread
  /** Once it is revealed, and to nobody before. */
  result?: ClassResult
}

export const MOST_VIEWERS = 200

export class Classroom {
  readonly id: string
  readonly title: Text
  readonly ask: ClassAsk
  #state: ClassState = { is: 'waiting' }
  /** By connection; emptied when the run begins. */
  readonly #open = new Map<string, number>()
  #final: number[] = []
  readonly #viewers = new Set<string>()
  #result: ClassResult | null = null

  constructor({ id, title, ask }: { id: string; title: Text; ask: ClassAsk }) {
    this.id = id
    this.title = title
    this.ask = ask
  }

  get state(): ClassState {
    return this.#state
  }

  get viewers(): number {
    return this.#viewers.size
  }

  join(viewer: string): 'joined' | 'full' | 'closed' {
    if (this.#state.is === 'closed') return 'closed'
    if (this.#viewers.size >= MOST_VIEWERS && !this.#viewers.has(viewer)) return 'full'
    this.#viewers.add(viewer)
    return 'joined'
  }

  /** Who goes before the run takes their guess along; a connection that comes back says it again. */
  leave(viewer: string): void {
    this.#viewers.delete(viewer)
    this.#open.delete(viewer)
  }

  /** One for each connection; it may be changed until the run begins. */
  guess(viewer: string, ms: unknown): 'taken' | 'late' | 'no-guess' | 'not-here' {
    if (!this.#viewers.has(viewer)) return 'not-here'
    if (this.#state.is !== 'waiting') return 'late'
    if (!isGuess(ms)) return 'no-guess'
    this.#open.set(viewer, ms)
    return 'taken'
  }

  /** @returns false where the class is past it */
  begin(runId: string): boolean {
    if (this.#state.is !== 'waiting') return false
    this.#state = { is: 'running', runId }
    this.#final = [...this.#open.values()]
    this.#open.clear()
    return true
  }

  end(result: ClassResult): void {
    if (this.#state.is !== 'running') return
    this.#state = { is: 'over', runId: this.#state.runId }
    this.#result = result
  }

  /** @returns false where the run is not over, or it is revealed already */
  reveal(): boolean {
    if (this.#state.is !== 'over') return false
    this.#state = { is: 'revealed', runId: this.#state.runId }
    return true
  }

  close(): void {
    this.#state = { is: 'closed' }
    this.#viewers.clear()
    this.#open.clear()
    this.#final = []
  }

  view(to: 'viewer' | 'host'): ClassView {
    const guesses = this.#state.is === 'waiting' ? [...this.#open.values()] : this.#final
    const revealed = this.#state.is === 'revealed'
    return {
      id: this.id,
      title: this.title,
      ...this.ask,
      state: this.#state,
      viewers: this.#viewers.size,
      guesses: guesses.length,
      ...(revealed || to === 'host' ? { spread: spreadOf(guesses) } : {}),
      ...(revealed && this.#result ? { result: this.#result } : {}),
    }
  }
}
