/** What a screen has of the run that it watches. */
import type { RunInfo } from '#core/live.ts'
import type { RunView } from '#core/run-view.ts'

export type Connection = 'connecting' | 'connected' | 'lost'

export interface Watched {
  phase: 'loading' | 'live' | 'missing'
  connection: Connection
  info: RunInfo | null
  /** Changed in place by the fold; a new `Watched` is made for each drawing. */
  view: RunView | null
}

export const nothingWatched: Watched = { phase: 'loading', connection: 'connecting', info: null, view: null }
