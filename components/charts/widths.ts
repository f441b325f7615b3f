/** How much room a text takes where nothing can be measured: no document, no font. */

/** Widths of a letter at 12 px, near enough to tell whether a text fits. */
const LATIN_PX = 6.6
const HANGUL_PX = 11.6

export function widthOf(text: string, px = 12): number {
  let width = 0
  for (const letter of text) width += letter.charCodeAt(0) > 0x2e7f ? HANGUL_PX : LATIN_PX
  return (width * px) / 12
}

export function fitted(text: string, room: number, px = 12): string {
  if (widthOf(text, px) <= room) return text
  let cut = text
  while (cut.length > 1 && widthOf(`${cut}…`, px) > room) cut = cut.slice(0, -1)
  return `${cut}…`
}
