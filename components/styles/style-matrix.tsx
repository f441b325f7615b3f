import type { Words } from '#components/text/words.ts'
import { factsOf, type ProtocolId, protocolIds, type Style, styles } from '#core/protocols.ts'
import type { Locale } from '#core/text.ts'

/** Every protocol in every style: what its words promise there, or why it cannot be had. */
export function StyleMatrix({ links, locale, words }: { links: TryLinks; locale: Locale; words: Words }) {
  return (
    <main id="content" className="mx-auto max-w-[1248px] px-6 py-8 max-mid:px-4">
      <h1 className="font-strong text-20">{words.site.styles}</h1>
      <p data-testid="screen-summary" className="mt-1 mb-6 max-w-3xl text-15 text-ink-2 leading-[1.7]">
        {words.stylesPage.why}
      </p>
      {protocolIds.map((protocol) => (
        <section key={protocol} className="border-line border-t py-5" aria-labelledby={`protocol-${protocol}`}>
          <h2 id={`protocol-${protocol}`} className="mb-3 font-strong text-16">
            {factsOf(protocol).name}
          </h2>
          <ul className="grid grid-cols-5 gap-4 max-wide:grid-cols-2 max-mid:grid-cols-1">
            {styles.map((style) => (
              <li key={style} data-testid={`style-${protocol}-${style}`} className="text-13 leading-relaxed">
                <h3 className="mb-1 font-strong text-13">{words.styles[style]}</h3>
                <Cell {...{ protocol, style, locale, words }} link={links.get(`${protocol} ${style}`)} />
              </li>
            ))}
          </ul>
        </section>
      ))}
    </main>
  )
}

/** By protocol and style, where that is possible. */
export type TryLinks = Map<`${ProtocolId} ${Style}`, string>

interface CellProps {
  protocol: ProtocolId
  style: Style
  link: string | undefined
  locale: Locale
  words: Words
}

function Cell({ protocol, style, link, locale, words }: CellProps) {
  const { styles: possible, impossible } = factsOf(protocol)
  const facts = possible[style]
  const not = impossible[style]
  const said = words.stylesPage
  if (facts) {
    return (
      <>
        <dl className="text-ink-2">
          <dt className="text-12 text-ink-3">{said.acknowledged}</dt>
          <dd className="mb-1">{facts.acknowledged[locale]}</dd>
          <dt className="text-12 text-ink-3">{said.completed}</dt>
          <dd>{facts.completed[locale]}</dd>
        </dl>
        {link && (
          <a
            href={link}
            aria-label={`${said.tryIt}: ${factsOf(protocol).name}, ${words.styles[style]}`}
            className="mt-1 inline-flex items-center underline underline-offset-4 max-mid:min-h-11"
          >
            {said.tryIt}
          </a>
        )}
      </>
    )
  }
  return not ? (
    <p className="text-ink-3">
      {said.impossible}: {not.why[locale]}
      <span className="block">
        {said.nearest}: {words.styles[not.nearest]}
      </span>
    </p>
  ) : null
}
