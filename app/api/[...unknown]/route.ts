import { answer, noSuchPath } from '../respond.ts'

/** What no other route answers; a client of the API is never sent a page. */
function unknown(request: Request) {
  return answer(() => noSuchPath(request))
}

export { unknown as DELETE, unknown as GET, unknown as PATCH, unknown as POST, unknown as PUT }
