import type { Words } from '#components/text/words.ts'
import type { RunView } from '#core/run-view.ts'

/** A tenth of the frames and more were made by a lab that could not keep up: its numbers are its own, not the wire's. */
const TAINTED_SHARE = 0.1

export function tainted(view: RunView | null): boolean {
  return view !== null && view.frames > 0 && view.overloadedFrames / view.frames > TAINTED_SHARE
}

/** Why the numbers of a run are less than they could be; undefined where nothing is to be said against them. */
export function reservation(view: RunView | null, words: Words): string | undefined {
  if (tainted(view)) return words.badge.labBottleneck
  return view !== null && view.company > 0 ? words.badge.sharedLab(view.company) : undefined
}
