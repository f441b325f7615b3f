'use client'
import { useRouter } from 'next/navigation'
import { lazy, Suspense, useState } from 'react'
import { useWords } from '#components/text/use-words.tsx'
import { Button } from '#components/ui/button.tsx'
import type { Experiment } from '#core/experiment.ts'

// The form, the parser and YAML come when somebody writes.
const Editor = lazy(() => import('./editor.tsx'))

/** Opens the experiment on the bench to be changed; what comes of it is another address of the bench. */
export function EditButton({ experiment }: { experiment: Experiment }) {
  const { words } = useWords()
  const router = useRouter()
  const [open, setOpen] = useState(false)
  return (
    <>
      <Button size="small" aria-haspopup="dialog" data-testid="edit-button" onClick={() => setOpen(true)}>
        {words.experiment.edit}
      </Button>
      {open && (
        <Suspense>
          <Editor
            from={experiment}
            onClose={() => setOpen(false)}
            onUse={(link) => {
              setOpen(false)
              router.push(`/bench?x=${link}`)
            }}
          />
        </Suspense>
      )}
    </>
  )
}
