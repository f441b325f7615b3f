/** What a peer sent cannot be what it says it is. The connection it came on is closed with this reason. */
export class Malformed extends Error {
  constructor(reason: string) {
    super(reason)
    this.name = 'Malformed'
  }
}
