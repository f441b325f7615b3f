/** What a page asked of the player before it could, and for lanes that are not there. */
import type { Marker, Player } from '#core/player.ts'
import type { RunView } from '#core/run-view.ts'

export type SeekTo = number | { marker: number | 'next' | 'prev' }

interface Asking {
  seek: (to: SeekTo) => void
  play: () => void
  pause: () => void
}

/** The last place and the last of play and pause hold, as they would have if they had been done at once. */
export class AskedEarly {
  #to: SeekTo | null = null
  #state: 'play' | 'pause' | null = null

  seek(to: SeekTo): void {
    this.#to = to
  }

  play(): void {
    this.#state = 'play'
  }

  pause(): void {
    this.#state = 'pause'
  }

  forget(): void {
    this.#to = null
    this.#state = null
  }

  /** Once, the place before the rest. @param plays nobody having asked for anything else */
  doneBy(player: Asking, plays: boolean): void {
    const [to, state] = [this.#to, this.#state ?? (plays ? 'play' : null)]
    this.forget()
    if (to !== null) player.seek(to)
    if (state !== null) player[state]()
  }
}

/** Those of the ids that are no lane of the run. */
export function strangersIn({ experiment }: RunView, ids: readonly string[]): string[] {
  return ids.filter((id) => !experiment.lanes.some((lane) => lane.id === id))
}

/** A hair's breadth, so that "the one before" is not the one where we are. */
const HERE_US = 500_000

export function markerAt({ markers, positionUs }: Player, which: number | 'next' | 'prev'): Marker | undefined {
  if (which === 'next') return markers.find(({ atUs }) => atUs > positionUs)
  if (which === 'prev') return markers.findLast(({ atUs }) => atUs < positionUs - HERE_US)
  return markers[which]
}
