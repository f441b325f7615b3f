import type { Metadata } from 'next'
import { Suspense } from 'react'
import { Bench, type SharedExperiment } from '#components/bench/bench.tsx'
import { wordsFor } from '#components/text/locale.ts'
import { WholeFont } from '#components/ui/whole-font.tsx'
import type { RunInfo } from '#core/live.ts'
import { type Issue, parseExperiment } from '#core/parse-experiment.ts'
import { decodeShareLink, UnreadableLink } from '#core/share-link.ts'
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
  const asked = await searchParams
  const [runId, link, id] = [first(asked.run), first(asked.x), first(asked.experiment)]
  const [theme, info, shared] = await Promise.all([
    themeOfRequest(),
    runId === null ? null : infoOf(runId),
    link === null ? null : sharedIn(link),
  ])
  const experiments = getLab().experiments()
  const picked = experiments.find((experiment) => experiment.id === id) ?? experiments[0] ?? null
  return (
    <Suspense>
      <WholeFont />
      <Bench
        // Their names alone: in whole they are most of the page's bytes.
        experiments={experiments.map(({ id, title }) => ({ id, title }))}
        {...{ picked, theme }}
        initial={{ runId, info, shared }}
      />
    </Suspense>
  )
}

/** As the browser reads it, where an address says a thing twice. */
function first(value: string | string[] | undefined): string | null {
  return [value].flat()[0] ?? null
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

/** Read here, where the parser is, so that the first picture is already right and the browser needs no parser. */
async function sharedIn(link: string): Promise<SharedExperiment> {
  const { unreadable, trouble } = wordsFor(await localeOfRequest()).share
  const problem = (detail: string, issues: Issue[] = []) => ({
    link,
    problem: { status: 422, title: unreadable, detail, issues, runId: null },
  })
  try {
    const parsed = parseExperiment(await decodeShareLink(link), getLab().limits)
    return parsed.ok ? { link, experiment: parsed.experiment } : problem('', parsed.issues)
  } catch (error) {
    if (error instanceof UnreadableLink) return problem(trouble[error.trouble])
    throw error
  }
}
