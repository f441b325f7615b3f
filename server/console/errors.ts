/** What the console refuses beyond the errors of the lab. The API turns each into one HTTP status, by its name. */

/** A backend is not ready (503). */
export class Unavailable extends Error {
  override name = 'Unavailable'
}

/** The body is larger than what is passed on (413). */
export class TooLarge extends Error {
  override name = 'TooLarge'
}

/** The backend could not be reached, or broke off before it had answered (502). */
export class BadGateway extends Error {
  override name = 'BadGateway'
}

/** The backend did not begin to answer in time (504). */
export class GatewayTimeout extends Error {
  override name = 'GatewayTimeout'
}
