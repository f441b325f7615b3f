import type { Locale } from '#core/text.ts'
import type { Chart } from './chart.ts'
import { pictureRules } from './ink.ts'
import { chartMarkup, type Size } from './svg.ts'

interface StillPictureProps {
  chart: Chart
  label: string
  locale: Locale
  /** What it is drawn for; the page shows the one that it has room for, as wide as that is. */
  sizes: Record<'wide' | 'narrow', Size>
}

const shownWhere = { wide: 'max-mid:hidden', narrow: 'mid:hidden' } as const

/** A chart that asks for no script: drawn where the page is, or by the server. {@link PictureRules} once on its page. */
export function StillPicture({ chart, label, locale, sizes }: StillPictureProps) {
  return (['wide', 'narrow'] as const).map((room) => (
    <svg
      key={room}
      className={`picture ${shownWhere[room]}`}
      role="img"
      aria-label={label}
      viewBox={`0 0 ${sizes[room].width} ${sizes[room].height}`}
      // biome-ignore lint/security/noDangerouslySetInnerHtml: our own drawing, in which every name is escaped
      dangerouslySetInnerHTML={{ __html: chartMarkup(chart, sizes[room], locale) }}
    />
  ))
}

export function PictureRules() {
  return <style>{`.picture{width:100%;height:auto;${pictureRules((name) => `var(--${name})`)}}`}</style>
}
