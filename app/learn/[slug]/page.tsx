import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { Suspense } from 'react'
import { LessonPage } from '#components/lesson/lesson-page.tsx'
import { openingOf } from '#components/lesson/opening.ts'
import { lessons } from '#lessons/lessons.ts'
import { committedRun } from '../../recordings.ts'
import { localeOfRequest, themeOfRequest } from '../../request-manners.ts'

type Context = { params: Promise<{ slug: string }> }

async function lessonOf({ params }: Context) {
  const { slug } = await params
  return lessons.find((lesson) => lesson.slug === slug) ?? notFound()
}

export async function generateMetadata(context: Context): Promise<Metadata> {
  const [lesson, locale] = await Promise.all([lessonOf(context), localeOfRequest()])
  return { title: `${lesson.title[locale]} · Wirelab`, description: lesson.summary[locale] }
}

export default async function Page(context: Context) {
  const lesson = await lessonOf(context)
  const [theme, recorded] = await Promise.all([themeOfRequest(), committedRun(lesson.slug)])
  const openings = recorded ? lesson.steps.map((step) => openingOf(step, recorded.run)) : []
  return (
    <Suspense>
      <LessonPage {...{ lesson, openings, theme }} />
    </Suspense>
  )
}
