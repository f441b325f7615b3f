'use client'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { type ClassRequest, openClass, type Problem, problemOf } from '#components/run/api.ts'
import { keepToken } from '#components/run/tokens.ts'
import { useWords } from '#components/text/use-words.tsx'
import { Button } from '#components/ui/button.tsx'
import { ProblemNote } from '#components/ui/problem-note.tsx'

/** Opens a class and goes there, as its host. */
export function OpenClassButton({ request }: { request: ClassRequest }) {
  const { words } = useWords()
  const router = useRouter()
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<Problem | null>(null)
  const open = async () => {
    setBusy(true)
    setProblem(null)
    try {
      const { id, token, url } = await openClass(request)
      keepToken(id, token)
      router.push(url)
    } catch (error) {
      setProblem(problemOf(error))
      setBusy(false)
    }
  }
  return (
    <>
      <Button disabled={busy} title={words.class.openWhy} data-testid="open-class-button" onClick={() => void open()}>
        {busy ? words.class.opening : words.class.open}
      </Button>
      {problem && <ProblemNote problem={problem} onDismiss={() => setProblem(null)} />}
    </>
  )
}
