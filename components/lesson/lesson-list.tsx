import type { Words } from '#components/text/words.ts'
import type { Lesson } from '#core/lesson.ts'
import type { Locale } from '#core/text.ts'

export function LessonList({ lessons, locale, words }: { lessons: Lesson[]; locale: Locale; words: Words }) {
  return (
    <main id="content" className="mx-auto max-w-[1248px] px-6 py-8 max-mid:px-4">
      <h1 className="font-strong text-20">{words.lesson.list}</h1>
      <p data-testid="screen-summary" className="mt-1 mb-6 text-15 text-ink-2 leading-[1.7]">
        {words.lesson.listWhy}
      </p>
      <ol>
        {lessons.map((lesson) => (
          <li key={lesson.slug} className="border-line border-t last:border-b">
            <a
              href={`/learn/${lesson.slug}`}
              className="group block max-w-3xl py-5"
              data-testid={`lesson-${lesson.slug}`}
            >
              <b className="font-strong text-16 underline-offset-4 group-hover:underline">{lesson.title[locale]}</b>
              <span className="mt-1 block text-14 text-ink-2 leading-relaxed">{lesson.summary[locale]}</span>
              <span className="num mt-2 block text-12 text-ink-3">{words.lesson.minutes(lesson.steps.length)}</span>
            </a>
          </li>
        ))}
      </ol>
    </main>
  )
}
