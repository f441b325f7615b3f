import type { Metadata } from 'next'
import { Suspense } from 'react'
import { Bench } from '#components/bench/bench.tsx'
import { wordsFor } from '#components/text/locale.ts'
import type { RunInfo } from '#core/live.ts'
import { getLab } from '#server/door.ts'
import { localeOfRequest, themeOfRequest } from '../request-manners.ts'

export async function generateMetadata(): Promise<Metadata> {
  return { title: `${wordsFor(await localeOfRequest()).site.bench} · Wirelab` }
}

export default async function BenchPage({
  searchParams,
}: {
  searchParams: Promise<Record<string, string | string[]>>
}) {
  const { run } = await searchParams
  const runId = typeof run === 'string' ? run : null
  const [theme, info] = await Promise.all([themeOfRequest(), runId === null ? null : infoOf(runId)])
  return (
    <Suspense>
      <Bench experiments={getLab().experiments()} initial={{ runId, info }} theme={theme} />
    </Suspense>
  )
}

/** Null where there is no such run; the screen says so when the socket does. */
async function infoOf(runId: string): Promise<RunInfo | null> {
  try {
    const { id, experiment, createdAt } = await getLab().report(runId)
    return { id, experiment, createdAt }
  } catch {
    return null
  }
}
