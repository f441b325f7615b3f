/** What goes wrong, where and when, as written. */
import type { z } from 'zod'
import { anyText, numberIn, oneOf, optional, says, strict } from './checks.ts'
import { DEFAULT_STREAM, DEFAULT_TOXICITY } from './defaults.ts'
import { parts } from './experiment.ts'
import { faultTypes } from './faults.ts'
import { legs } from './protocols.ts'
import { settings } from './written-edge.ts'
import { edgeId, id } from './written-ids.ts'

const MOST_WINDOWS = 100

export const writtenFault = strict({
  id: optional(id, 'the name of the fault in thresholds; by default its type, with hyphens'),
  type: says(oneOf(faultTypes, 'a fault'), 'what goes wrong'),
  target: says(
    strict({
      lane: says(
        anyText("a lane's id, or * for every lane"),
        "a lane's id, or `*` for every lane that has such a place",
      ),
      edge: optional(
        edgeId,
        'the edge of the lane: `e1` is its caller’s, `e1.2` the second that the service behind it calls',
        {
          default: 'e1',
        },
      ),
      leg: optional(
        oneOf(legs, 'a leg'),
        'the wire that a link fault acts on; needed where the lane has more than one',
      ),
      part: optional(
        oneOf(parts, 'a part'),
        'what a fault acts on that is none of a link; by default what its row below says',
      ),
    }),
    'where it goes wrong',
  ),
  stream: optional(
    oneOf(['upstream', 'downstream', 'both'], 'a direction'),
    'which way a link fault acts: upstream is from caller to service; a `network` acts both ways by default',
    { default: DEFAULT_STREAM },
  ),
  toxicity: optional(numberIn({ min: 0, max: 1 }), 'share of decisions that hit', {
    unit: 'share',
    default: DEFAULT_TOXICITY,
  }),
  attributes: optional(settings, "the fault's own attributes"),
  atS: optional(numberIn({ min: 0 }), 'when it is set, in load time; without it the fault is on from the start', {
    unit: 's',
  }),
  forS: optional(numberIn({ min: 0.001 }), 'how long it lasts; without it, to the end of the load', { unit: 's' }),
  everyS: optional(numberIn({ min: 0.1 }), 'it comes again so long after it came, to the end of the load', {
    unit: 's',
  }),
  atRandom: optional(
    numberIn({ min: 1, max: MOST_WINDOWS, integer: true }),
    'how many times it comes, at moments that the seed names, from `atS` on',
    { unit: 'times' },
  ),
})

export type WrittenFault = z.infer<typeof writtenFault>
