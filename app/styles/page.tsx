import type { Metadata } from 'next'
import { StyleMatrix, type TryLinks } from '#components/styles/style-matrix.tsx'
import { wordsFor } from '#components/text/locale.ts'
import { TopBar } from '#components/ui/top-bar.tsx'
import { parseExperiment } from '#core/parse-experiment.ts'
import { factsOf, protocolIds, styles } from '#core/protocols.ts'
import { encodeShareLink } from '#core/share-link.ts'
import { getLab } from '#server/door.ts'
import { localeOfRequest, themeOfRequest } from '../request-manners.ts'

export async function generateMetadata(): Promise<Metadata> {
  return { title: `${wordsFor(await localeOfRequest()).site.styles} · Wirelab` }
}

export default async function StylesPage() {
  const [locale, theme, links] = await Promise.all([localeOfRequest(), themeOfRequest(), tryLinks()])
  const words = wordsFor(locale)
  return (
    <>
      <TopBar home={words.site.home} theme={theme} />
      <StyleMatrix {...{ links, locale, words }} />
    </>
  )
}

/** One lane of that protocol and style, with the defaults of everything else. */
async function tryLinks(): Promise<TryLinks> {
  const links: TryLinks = new Map()
  for (const protocol of protocolIds) {
    for (const style of styles) {
      if (!factsOf(protocol).styles[style]) continue
      const parsed = parseExperiment({ lanes: [{ id: protocol, protocol, style }] }, getLab().limits)
      if (!parsed.ok) throw new Error(`${protocol}, ${style}: ${parsed.issues.map(({ message }) => message).join()}`)
      links.set(`${protocol} ${style}`, `/bench?x=${await encodeShareLink(parsed.experiment)}`)
    }
  }
  return links
}
