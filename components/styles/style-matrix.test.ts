import { createElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { expect, test } from 'vitest'
import { wordsFor } from '#components/text/locale.ts'
import { factsOf, protocolIds, styles } from '#core/protocols.ts'
import { StyleMatrix, type TryLinks } from './style-matrix.tsx'

const cells = protocolIds.flatMap((protocol) => styles.map((style) => ({ protocol, style })))
const possible = cells.filter(({ protocol, style }) => factsOf(protocol).styles[style])
const links: TryLinks = new Map(
  possible.map(({ protocol, style }) => [`${protocol} ${style}`, `/bench?x=${protocol}.${style}`]),
)

test.each(['ko', 'en'] as const)(
  '%s: a cell that can be had is tried, one that cannot says what comes nearest',
  (locale) => {
    const words = wordsFor(locale)
    const drawn = renderToStaticMarkup(createElement(StyleMatrix, { links, locale, words }))
    for (const { protocol, style } of cells) {
      const from = drawn.indexOf(`data-testid="style-${protocol}-${style}"`)
      const cell = drawn.slice(from, drawn.indexOf('</li>', from))
      const not = factsOf(protocol).impossible[style]
      expect([protocol, style, cell.includes(`/bench?x=${protocol}.${style}"`)]).toEqual([protocol, style, !not])
      if (not) expect(cell).toContain(`${words.stylesPage.nearest}: ${words.styles[not.nearest]}`)
    }
  },
)
