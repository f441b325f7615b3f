'use client'
import { type ReactNode, useEffect, useRef } from 'react'
import { useWords } from '#components/text/use-words.tsx'
import { Button } from '#components/ui/button.tsx'
import { CloseIcon } from '#components/ui/icons.tsx'

/** The fault drawer on a narrow screen: a sheet from below. Escape and a tap beside it close it. */
export function FaultSheet({ open, onClose, children }: { open: boolean; onClose: () => void; children: ReactNode }) {
  const { words } = useWords()
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    if (open) dialog.current?.showModal()
    else dialog.current?.close()
  }, [open])
  return (
    <dialog
      ref={dialog}
      aria-label={words.faults.title}
      data-testid="fault-sheet"
      onClose={onClose}
      onClick={(event) => {
        if (event.target === event.currentTarget) onClose()
      }}
      onKeyDown={(event) => event.stopPropagation()}
      className="m-0 mt-auto w-full max-w-none rounded-t-3 border-line-2 border-t bg-surface pb-4 text-ink shadow-[var(--shadow-pop)] backdrop:bg-[var(--scrim)]"
    >
      {open && (
        <>
          <div className="flex justify-end px-2 pt-2">
            <Button look="ghost" size="icon" aria-label={words.faults.close} onClick={onClose}>
              <CloseIcon />
            </Button>
          </div>
          {children}
        </>
      )}
    </dialog>
  )
}
