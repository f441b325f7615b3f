/** Whole numbers as text: five bits a character, least significant first, the sixth bit says that more follow. */

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
const BITS = 5
const BASE = 2 ** BITS
/** 2^53 needs eleven characters of five bits. */
const LONGEST = 11

const valueByCode = new Int8Array(128).fill(-1)
for (let value = 0; value < ALPHABET.length; value++) valueByCode[ALPHABET.charCodeAt(value)] = value

/** @param value a whole number from 0 to 2^53 − 1 */
export function varint(value: number): string {
  let rest = value
  let text = ''
  while (rest >= BASE) {
    text += ALPHABET[BASE + (rest % BASE)]
    rest = Math.floor(rest / BASE)
  }
  return text + ALPHABET[rest]
}

export interface VarintCursor {
  readonly text: string
  at: number
}

/** Reads one number and moves the cursor behind it. @throws RangeError for text that {@link varint} does not write */
export function readVarint(cursor: VarintCursor): number {
  let value = 0
  let scale = 1
  for (let length = 1; length <= LONGEST; length++) {
    const digit = valueByCode[cursor.text.charCodeAt(cursor.at)] ?? -1
    if (digit < 0) throw new RangeError(cursor.at >= cursor.text.length ? 'a number is cut off' : 'not a number')
    cursor.at++
    value += (digit % BASE) * scale
    if (digit < BASE) {
      if (digit === 0 && length > 1) throw new RangeError('a number has a leading zero')
      if (!Number.isSafeInteger(value)) throw new RangeError('a number is too large')
      return value
    }
    scale *= BASE
  }
  throw new RangeError('a number is too long')
}
