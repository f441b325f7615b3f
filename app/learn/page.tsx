import type { Metadata } from 'next'
import { LessonList } from '#components/lesson/lesson-list.tsx'
import { wordsFor } from '#components/text/locale.ts'
import { TopBar } from '#components/ui/top-bar.tsx'
import { lessons } from '#lessons/lessons.ts'
import { localeOfRequest, themeOfRequest } from '../request-manners.ts'
import { Still } from '../still.tsx'

export async function generateMetadata(): Promise<Metadata> {
  return { title: `${wordsFor(await localeOfRequest()).site.learn} · Wirelab` }
}

export default async function LearnPage() {
  const [locale, theme] = await Promise.all([localeOfRequest(), themeOfRequest()])
  const words = wordsFor(locale)
  return (
    <>
      <TopBar home={words.site.home} theme={theme} />
      <Still>
        <LessonList {...{ lessons, locale, words }} />
      </Still>
    </>
  )
}
