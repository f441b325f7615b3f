'use client'
/** What lies in a lane's dead-letter queue, and the way back. Shown only for a lane that has one. */
import type { Helm } from '#components/run/use-steering.ts'
import { useWords } from '#components/text/use-words.tsx'
import { Button } from '#components/ui/button.tsx'
import type { Lane } from '#core/experiment.ts'
import { works } from '#core/ledger.ts'
import { verdicts } from '#core/outcome.ts'
import { hasDeadLetters } from '#core/protocols.ts'
import type { RunView } from '#core/run-view.ts'

export interface RedriveRowProps {
  lane: Lane | undefined
  view: RunView | null
  helm: Helm
  /** Nothing can be steered now. */
  disabled: boolean
}

export function RedriveRow({ lane, view, helm, disabled }: RedriveRowProps) {
  const { words } = useWords()
  if (!lane || !hasDeadLetters(lane.call)) return null
  const dead = deadLettersIn(view, lane.id)
  return (
    <div className="flex h-10 items-center gap-3 px-4 text-13 max-mid:h-12" data-testid="redrive-row">
      <span className="w-[104px] flex-none pl-9" title={words.faults.deadLettersTitle}>
        DLQ
      </span>
      <span className="num min-w-0 flex-1 truncate text-right text-12 text-ink-3" data-testid="redrive-count">
        {view === null ? '' : words.faults.deadLetters(dead)}
      </span>
      <Button
        size="small"
        className="w-[76px]"
        disabled={disabled || dead === 0}
        title={words.faults.redriveTitle}
        data-testid="redrive-button"
        onClick={() => void helm.act((steering) => steering.redrive(lane.id))}
      >
        {words.faults.redrive}
      </Button>
    </div>
  )
}

function deadLettersIn(view: RunView | null, lane: string): number {
  const cells = view?.lanes[lane]?.ledger.cells ?? []
  return verdicts.reduce((sum, _, row) => sum + (cells[row * works.length + works.indexOf('dead-lettered')] ?? 0), 0)
}
