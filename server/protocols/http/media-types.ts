/** What stands in `Content-Type` for each way to write an order. */
import type { Encoding } from '../order-encoding.ts'

export const mediaTypeOf = {
  json: 'application/json',
  protobuf: 'application/protobuf',
} as const satisfies Record<Encoding, string>

/** Of a `Content-Type`, whatever its parameters; null for any other type. */
export function encodingOf(contentType: string | undefined): Encoding | null {
  const [mediaType = ''] = (contentType ?? '').split(';')
  const wanted = mediaType.trim().toLowerCase()
  return (['json', 'protobuf'] as const).find((encoding) => mediaTypeOf[encoding] === wanted) ?? null
}
