'use client'
import { msText } from '#components/lesson/figures.ts'
import { formatCount } from '#components/run/format.ts'
import { useWords } from '#components/text/use-words.tsx'
import type { ClassView } from '#core/classroom.ts'
import { binOf } from '#core/spread.ts'

/** The result beside the guesses, in a sentence. Nothing before it is revealed. */
export function Revealed({ view: { state, spread, result } }: { view: ClassView }) {
  const { words } = useWords()
  if (state.is !== 'revealed' || !spread || !result) return null
  return (
    <p className="mt-4 border-line border-t pt-4 text-16 leading-[1.7]" data-testid="class-result">
      {result.ms === null ? (
        words.class.nothing
      ) : (
        <>
          <b>{words.class.result(msText(result.ms))}</b>
          <span className="num ml-2 text-12 text-ink-3">n {formatCount(result.n)}</span>
          {spread.n > 0 && (
            <span className="block text-ink-2">
              {words.class.hit({
                n: formatCount(spread.n),
                hit: formatCount(spread.counts[binOf(result.ms)] ?? 0),
                result: msText(result.ms),
                median: msText(spread.medianMs),
              })}
            </span>
          )}
        </>
      )}
    </p>
  )
}
