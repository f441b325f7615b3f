/** oEmbed 1.0 (oembed.com): what another site asks in order to show a run by its address alone. */
import { escaped } from './svg.ts'

export const OEMBED_SIZE = { width: 640, height: 470 }
export const IMAGE_SIZE = { width: 1200, height: 630 }

export interface OEmbedOf {
  origin: string
  id: string
  title: string
  /** Of the frame's address: language, theme, what is drawn. */
  query: string
  maxWidth: number
  maxHeight: number
}

export function oEmbedOf({ origin, id, title, query, maxWidth, maxHeight }: OEmbedOf) {
  const width = Math.min(OEMBED_SIZE.width, maxWidth)
  const height = Math.min(OEMBED_SIZE.height, maxHeight)
  // All three of the thumbnail or none, and none that is larger than was asked for (§2.3.4).
  const fits = IMAGE_SIZE.width <= maxWidth && IMAGE_SIZE.height <= maxHeight
  return {
    type: 'rich',
    version: '1.0',
    title,
    provider_name: 'Wirelab',
    provider_url: origin,
    ...(fits
      ? {
          thumbnail_url: `${origin}/r/${id}/image?${new URLSearchParams({ lang: new URLSearchParams(query).get('lang') ?? 'en' })}`,
          thumbnail_width: IMAGE_SIZE.width,
          thumbnail_height: IMAGE_SIZE.height,
        }
      : {}),
    html: frameMarkup({ origin, id, title, query }, { width: String(width), height }),
    width,
    height,
  }
}

/** The code that puts a run into a page. */
export function frameMarkup(
  { origin, id, title, query }: Pick<OEmbedOf, 'origin' | 'id' | 'title' | 'query'>,
  { width, height }: { width: string; height: number },
): string {
  return `<iframe src="${escaped(`${origin}/embed/${id}?${query}`)}" title="Wirelab: ${escaped(title)}" width="${width}" height="${height}" loading="lazy" sandbox="allow-scripts allow-popups" referrerpolicy="strict-origin-when-cross-origin" style="border:0;max-width:100%"></iframe>`
}

export function asXml(fields: Record<string, string | number>): string {
  const inner = Object.entries(fields).map(([name, value]) => `<${name}>${escaped(String(value))}</${name}>`)
  return `<?xml version="1.0" encoding="utf-8" standalone="yes"?><oembed>${inner.join('')}</oembed>`
}
