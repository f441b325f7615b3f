'use client'
import type { Problem } from '#components/run/api.ts'
import { useWords } from '#components/text/use-words.tsx'
import { CloseIcon } from './icons.tsx'

/** What went wrong, at the place where it did: in the reader's words, then in the server's own, and the fields it names. */
export function ProblemNote({ problem, onDismiss }: { problem: Problem; onDismiss?: () => void }) {
  const { words } = useWords()
  const { unreachable, unreachableWhy, refused } = words.status
  const title = problem.status === 0 ? unreachable : (refused[problem.title] ?? problem.title)
  const detail = problem.status === 0 ? problem.detail || unreachableWhy : problem.detail
  return (
    <div
      role="alert"
      data-testid="problem"
      className="flex items-start gap-3 bg-danger-bg px-4 py-2 text-12 text-danger leading-normal"
    >
      <div className="min-w-0 flex-1">
        <b>{title}</b> {problem.issues.length === 0 && <span className="text-ink-2">{detail}</span>}
        {problem.issues.length > 0 && (
          <ul className="text-ink-2">
            {problem.issues.map((issue) => (
              <li key={issue.path + issue.message}>
                <code className="font-mono text-11">{issue.path}</code> {issue.message}
              </li>
            ))}
          </ul>
        )}
      </div>
      {onDismiss && (
        <button type="button" aria-label={words.status.dismiss} onClick={onDismiss} className="flex-none p-0.5">
          <CloseIcon />
        </button>
      )}
    </div>
  )
}
