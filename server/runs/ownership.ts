/** Who started a run holds its token; of the token only a hash is kept. */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { NotYours } from './errors.ts'

const TOKEN_BYTES = 24

export function freshToken(): string {
  return randomBytes(TOKEN_BYTES).toString('base64url')
}

export function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex')
}

/** Throws {@link NotYours} for any other. */
export function own(tokenHash: string, token: string): void {
  const given = Buffer.from(hashOf(token))
  if (!timingSafeEqual(given, Buffer.from(tokenHash))) throw new NotYours('only who started the run may steer it')
}
