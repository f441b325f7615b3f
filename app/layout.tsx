import type { Metadata, Viewport } from 'next'
import type { ReactNode } from 'react'
import { wordsFor } from '#components/text/locale.ts'
import { WordsProvider } from '#components/text/use-words.tsx'
import { firstFonts } from './first-fonts.ts'
import './globals.css'
import { localeOfRequest, themeOfRequest } from './request-manners.ts'

export async function generateMetadata(): Promise<Metadata> {
  const words = wordsFor(await localeOfRequest())
  return { title: words.site.title, description: words.site.description }
}

export const viewport: Viewport = { width: 'device-width', initialScale: 1, colorScheme: 'light dark' }

export default async function Layout({ children }: { children: ReactNode }) {
  const [locale, theme] = await Promise.all([localeOfRequest(), themeOfRequest()])
  return (
    <html lang={locale} data-theme={theme === 'auto' ? undefined : theme} suppressHydrationWarning>
      <head>
        {firstFonts.map((href) => (
          <link key={href} rel="preload" as="font" type="font/woff2" href={href} crossOrigin="anonymous" />
        ))}
      </head>
      <body>
        <a
          href="#content"
          className="sr-only focus:not-sr-only focus:absolute focus:z-50 focus:bg-surface focus:px-4 focus:py-2"
        >
          {wordsFor(locale).site.skipToContent}
        </a>
        <WordsProvider initial={locale}>{children}</WordsProvider>
      </body>
    </html>
  )
}
