'use client'
import { useWords } from '#components/text/use-words.tsx'
import { Segmented } from './segmented.tsx'

export function LanguageSwitch() {
  const { locale, words, setLocale } = useWords()
  return (
    <Segmented
      label={words.language}
      value={locale}
      onChoose={setLocale}
      options={[
        { value: 'ko', label: 'KO', spoken: words.languages.ko },
        { value: 'en', label: 'EN', spoken: words.languages.en },
      ]}
    />
  )
}
