'use client'
import { useRouter } from 'next/navigation'
import { createContext, type ReactNode, useCallback, useContext, useMemo, useState } from 'react'
import { keepCookie } from '#components/ui/keep-cookie.ts'
import type { Locale, Text } from '#core/text.ts'
import { LOCALE_COOKIE, wordsFor } from './locale.ts'
import type { Words } from './words.ts'

interface Speech {
  locale: Locale
  words: Words
  /** The text in the reader's language. */
  say: (text: Text) => string
  setLocale: (locale: Locale) => void
}

const SpeechContext = createContext<Speech | null>(null)

export function WordsProvider({ initial, children }: { initial: Locale; children: ReactNode }) {
  const [locale, keep] = useState(initial)
  const router = useRouter()
  const setLocale = useCallback(
    (next: Locale) => {
      keepCookie(LOCALE_COOKIE, next)
      document.documentElement.lang = next
      keep(next)
      const url = new URL(location.href)
      if (url.searchParams.has('lang')) {
        url.searchParams.delete('lang')
        router.replace(`${url.pathname}${url.search}`, { scroll: false })
      }
      router.refresh()
    },
    [router],
  )
  const speech = useMemo(
    () => ({ locale, words: wordsFor(locale), say: (text: Text) => text[locale], setLocale }),
    [locale, setLocale],
  )
  return <SpeechContext value={speech}>{children}</SpeechContext>
}

export function useWords(): Speech {
  const speech = useContext(SpeechContext)
  if (!speech) throw new Error('useWords needs a WordsProvider above it')
  return speech
}
