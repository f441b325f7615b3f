'use client'
import { useWords } from '#components/text/use-words.tsx'
import { ChevronDownIcon } from '#components/ui/icons.tsx'
import type { Experiment } from '#core/experiment.ts'

export type ExperimentName = Pick<Experiment, 'id' | 'title'>

export interface ExperimentPickerProps {
  experiments: ExperimentName[]
  current: ExperimentName
  /** What is open is one of them. */
  builtIn: boolean
  onPick: (id: string) => void
}

/** The page's title, and a native menu under it. */
export function ExperimentPicker({ experiments, current, builtIn, onPick }: ExperimentPickerProps) {
  const { words, locale } = useWords()
  return (
    <div className="relative flex h-6 min-w-0 items-center border-line border-l pl-4 max-mid:pl-2">
      <h1 className="min-w-0 truncate font-medium text-14">{current.title[locale]}</h1>
      <span className="flex-none pl-1 text-ink-2">
        <ChevronDownIcon />
      </span>
      <select
        aria-label={words.experiment.pick}
        data-testid="experiment-picker"
        value={builtIn ? current.id : ''}
        onChange={(event) => onPick(event.currentTarget.value)}
        className="-inset-y-2 absolute inset-x-2 cursor-pointer text-14 opacity-0 focus-visible:opacity-100"
      >
        {!builtIn && (
          <option value="" disabled>
            {words.experiment.own}
          </option>
        )}
        {experiments.map((experiment) => (
          <option key={experiment.id} value={experiment.id}>
            {experiment.title[locale]}
          </option>
        ))}
      </select>
    </div>
  )
}
