/** What the lab refuses, in words that a person can act on. The API turns each into one HTTP status. */

/** The lab or the run is in a state in which this cannot be done (409). */
export class Conflict extends Error {
  override name = 'Conflict'
}

/** Well-formed, but it does not fit what it is said of (422). */
export class NotPossible extends Error {
  readonly issues: { path: string; message: string }[]
  constructor(message: string, issues: { path: string; message: string }[] = []) {
    super(message)
    this.name = 'NotPossible'
    this.issues = issues
  }
}

/** No room, and no room to wait (429). */
export class TooMany extends Error {
  override name = 'TooMany'
}

/** There is no such thing (404). */
export class NotFound extends Error {
  override name = 'NotFound'
}

/** Only who started a run may steer it (403). */
export class NotYours extends Error {
  override name = 'NotYours'
}
