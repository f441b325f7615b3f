import type { Metadata } from 'next'
import { Suspense } from 'react'
import { ClassPage } from '#components/class/class-page.tsx'
import { wordsFor } from '#components/text/locale.ts'
import { WholeFont } from '#components/ui/whole-font.tsx'
import type { Experiment } from '#core/experiment.ts'
import { getHouse } from '#server/door.ts'
import { localeOfRequest, themeOfRequest } from '../../request-manners.ts'

export async function generateMetadata(): Promise<Metadata> {
  return { title: `${wordsFor(await localeOfRequest()).class.title} · Wirelab` }
}

export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  const [{ id }, theme] = await Promise.all([params, themeOfRequest()])
  return (
    <Suspense>
      <WholeFont />
      <ClassPage classId={id} experiment={experimentOf(id)} theme={theme} />
    </Suspense>
  )
}

/** Null where there is no such class. */
function experimentOf(id: string): Experiment | null {
  try {
    return getHouse().classes.experimentOf(id)
  } catch {
    return null
  }
}
