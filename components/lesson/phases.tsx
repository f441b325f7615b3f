'use client'
import { useWords } from '#components/text/use-words.tsx'
import { CheckIcon, LockIcon } from '#components/ui/icons.tsx'
import { canGoTo, type Lesson, type LessonState, type StepState } from '#core/lesson.ts'

const phases = ['predict', 'run', 'report', 'reveal'] as const
type Phase = (typeof phases)[number]

const phaseOf: Record<StepState['is'], Phase> = {
  predicting: 'predict',
  starting: 'run',
  running: 'run',
  ran: 'run',
  reporting: 'report',
  revealed: 'reveal',
}

/** The four phases of a step; what is to come has a lock. */
export function Phases({ state }: { state: StepState }) {
  const { words } = useWords()
  const current = phases.indexOf(phaseOf[state.is])
  return (
    <ol className="mr-2 ml-auto flex flex-none items-center gap-2 text-13 max-mid:hidden" data-testid="phases">
      {phases.map((phase, index) => {
        const done = index < current || state.is === 'revealed'
        const is = index === current ? 'current' : done ? 'done' : 'locked'
        return (
          <li
            key={phase}
            aria-current={is === 'current' ? 'step' : undefined}
            data-phase={phase}
            data-is={is}
            className={`flex items-center gap-1.5 ${is === 'current' ? 'font-strong text-ink' : 'text-ink-3'}`}
          >
            <i
              aria-hidden="true"
              className={`num flex size-5 flex-none items-center justify-center rounded-full border text-11 not-italic ${is === 'current' ? 'border-ink bg-ink text-action-text' : is === 'done' ? 'border-ink text-ink' : 'border-control'}`}
            >
              {is === 'done' ? <CheckIcon /> : is === 'locked' ? <LockIcon /> : index + 1}
            </i>
            <span className={is === 'current' ? 'max-[480px]:sr-only' : 'max-wide:sr-only'}>
              {words.lesson.phases[phase]}
              {is === 'locked' && <span className="sr-only">, {words.lesson.phaseLocked}</span>}
            </span>
            {index < phases.length - 1 && (
              <span aria-hidden="true" className="h-px w-6 bg-line-2 max-wide:w-2 max-mid:hidden" />
            )}
          </li>
        )
      })}
    </ol>
  )
}

interface StepDotsProps {
  lesson: Lesson
  state: LessonState
  onGo: (to: number) => void
}

/** The steps of the lesson; one opens when the one before it was revealed. */
export function StepDots({ lesson, state, onGo }: StepDotsProps) {
  const { words } = useWords()
  return (
    <nav aria-label={words.lesson.steps} className="mb-5 flex items-center gap-2 text-12 text-ink-3">
      {lesson.steps.map(({ id }, index) => (
        <button
          key={id}
          type="button"
          disabled={!canGoTo(state, index)}
          aria-current={index === state.at ? 'step' : undefined}
          title={canGoTo(state, index) ? undefined : words.lesson.stepLocked}
          data-testid={`step-${id}`}
          onClick={() => onGo(index)}
          className="num -my-2 flex size-10 items-center justify-center rounded-2 border border-transparent before:absolute before:hidden enabled:hover:bg-hover disabled:text-off aria-[current]:border-ink aria-[current]:font-strong aria-[current]:text-ink mid:size-7"
        >
          {index + 1}
        </button>
      ))}
      <span>{words.lesson.step(state.at + 1, lesson.steps.length)}</span>
    </nav>
  )
}
