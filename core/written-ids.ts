/** The names that things are given in a written experiment. */
import { check } from './checks.ts'

/** Characters of what is shown. */
export const LONGEST_NAME = 100

const ID = /^[a-z0-9][a-z0-9-]{0,31}$/

export const id = check<string>(
  (value) => typeof value === 'string' && ID.test(value),
  'an id: 1 to 32 small letters, digits and hyphens, not beginning with a hyphen',
  { type: 'string', pattern: ID.source },
)

/** As deep as a lane may be asked to be. */
const EDGE_ID = /^e1(\.[1-9]\d{0,2}){0,15}$/
export const edgeId = check<string>(
  (value) => typeof value === 'string' && EDGE_ID.test(value),
  'an edge, such as e1 or e1.2',
  { type: 'string', pattern: EDGE_ID.source },
)
