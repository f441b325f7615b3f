import type { Words } from '#components/text/words.ts'
import { isBurning, isLabBottleneck } from '#core/bottleneck.ts'
import { isOver, type LabHealth } from '#core/run.ts'
import type { RunView } from '#core/run-view.ts'

/** A tenth of the frames and more were made by a lab that could not keep up: its numbers are its own, not the wire's. */
const TAINTED_SHARE = 0.1

/** What is on now has begun and has no end yet. */
const NOW = { fromUs: Number.POSITIVE_INFINITY, toUs: Number.POSITIVE_INFINITY }

function tainted(view: RunView | null): boolean {
  return view !== null && view.frames > 0 && view.overloadedFrames / view.frames > TAINTED_SHARE
}

/** How the lab keeps up now; of a run that is over, the worst there was, and whether it spoiled the numbers. */
export function labReading(view: RunView | null): { health: LabHealth; bottleneck: boolean } | null {
  if (view === null || view.frames === 0) return null
  if (isOver(view.state)) return { health: view.labMax, bottleneck: tainted(view) }
  return { health: view.lab, bottleneck: isLabBottleneck(view.lab, isBurning(view, NOW)) }
}

/** Why the numbers of a run are less than they could be; undefined where nothing is to be said against them. */
export function reservation(view: RunView | null, words: Words): string | undefined {
  if (tainted(view)) return words.badge.labBottleneck
  return view !== null && view.company > 0 ? words.badge.sharedLab(view.company) : undefined
}
