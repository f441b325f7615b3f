import { formatCount } from '#components/run/format.ts'
import { reservation } from '#components/run/lab-health.ts'
import { useWords } from '#components/text/use-words.tsx'
import { Badge } from '#components/ui/badge.tsx'
import { offeredIn, type RunView } from '#core/run-view.ts'

/** What the run bar has no room for on a phone, and no screen may leave out: n, and of a run where its numbers come from, and whether to trust them. */
export function PhoneFacts({ view }: { view: RunView | null }) {
  const { words } = useWords()
  const n = view === null ? 0 : offeredIn(view)
  return (
    <p className="flex flex-wrap items-center gap-x-3 gap-y-1 border-line border-b px-4 py-2 text-12 text-ink-3 mid:hidden">
      <span>
        {words.run.n} <span className="num text-13 text-ink">{formatCount(n)}</span>
      </span>
      {view !== null && (
        <Badge why={words.badge.measuredWhy} warning={reservation(view, words)} spelledOut testId="phone-badge">
          {words.badge.measured}
        </Badge>
      )}
    </p>
  )
}
