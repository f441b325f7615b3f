import { formatSeconds } from '#components/run/format.ts'
import { useWords } from '#components/text/use-words.tsx'
import { Button } from '#components/ui/button.tsx'

export interface FreezeProps {
  /** End of what is drawn while it is frozen, µs; null while the picture moves. */
  frozenUs: number | null
  /** Whether the run itself has ended. */
  over: boolean
  onToggle: () => void
}

/** WCAG 2.2.2: what moves by itself can be made to stand still. The run goes on, and that is said beside it. */
export function FreezeButton({ frozenUs, over, onToggle }: FreezeProps) {
  const { words } = useWords()
  const frozen = frozenUs !== null
  return (
    <>
      {frozen && (
        <span className="rounded-2 bg-warn-bg px-2 py-1 font-medium text-12 text-warn" data-testid="frozen">
          {words.charts.frozen({ seconds: formatSeconds(frozenUs), over })}
        </span>
      )}
      <Button
        size="small"
        aria-pressed={frozen}
        title={words.charts.freezeWhy}
        onClick={onToggle}
        data-testid="freeze-button"
      >
        {frozen ? words.charts.unfreeze : words.charts.freeze}
      </Button>
    </>
  )
}
