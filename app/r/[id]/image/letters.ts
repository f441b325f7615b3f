/** What the font of the card can show. Its letters are listed once more where it is cut, scripts/fonts/subset.py. */

/** Latin, dashes, quotes, ellipsis, arrow. */
const OTHERS = /[\u0020-\u007e\u00a0-\u0148\u014a-\u017f\u2013\u2014\u2018\u2019\u201c\u201d\u2026\u2192]/

/** The 2,350 syllables of KS X 1001: rows 16 to 40, 94 cells each, as EUC-KR codes them. */
const FIRST_ROW = 0xb0
const ROWS = 25
const FIRST_CELL = 0xa1
const CELLS = 94
const hangul = new Set(
  new TextDecoder('euc-kr').decode(
    Uint8Array.from({ length: ROWS * CELLS * 2 }, (_, i) => {
      const place = Math.floor(i / 2)
      return i % 2 === 0 ? FIRST_ROW + Math.floor(place / CELLS) : FIRST_CELL + (place % CELLS)
    }),
  ),
)

/** The text, or nothing where a letter of it would be missing: for that one the card would ask a server far away. */
export function shown(text: string): string {
  return [...text].every((letter) => hangul.has(letter) || OTHERS.test(letter)) ? text : ''
}
