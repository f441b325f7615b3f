'use client'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { type Problem, problemOf, startRun } from '#components/run/api.ts'
import { keepToken } from '#components/run/tokens.ts'
import { useWords } from '#components/text/use-words.tsx'
import { Button } from '#components/ui/button.tsx'
import { PlayIcon } from '#components/ui/icons.tsx'
import { ProblemNote } from '#components/ui/problem-note.tsx'
import type { Experiment } from '#core/experiment.ts'

interface RunButtonProps {
  /** A built-in's id, or an experiment. */
  experiment: string | Experiment
  label?: string
  why?: string
}

/** Starts an experiment and goes to where it is drawn. */
export function RunButton({ experiment, label, why }: RunButtonProps) {
  const { words } = useWords()
  const router = useRouter()
  const [starting, setStarting] = useState(false)
  const [problem, setProblem] = useState<Problem | null>(null)
  const run = async () => {
    setStarting(true)
    setProblem(null)
    try {
      const started = await startRun({ experiment })
      keepToken(started.id, started.token)
      router.push(started.url)
    } catch (error) {
      setProblem(problemOf(error))
      setStarting(false)
    }
  }
  return (
    <>
      <div className="mt-5 flex items-center gap-3 text-12 text-ink-3">
        <Button look="primary" size="large" disabled={starting} onClick={() => void run()} data-testid="run-button">
          <PlayIcon />
          {starting ? words.home.running : (label ?? words.home.run)}
        </Button>
        {why ?? words.home.runWhy}
      </div>
      {problem && (
        <div className="mt-3">
          <ProblemNote problem={problem} onDismiss={() => setProblem(null)} />
        </div>
      )}
    </>
  )
}
