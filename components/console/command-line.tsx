'use client'
/** The same order as a line for a terminal. */
import { useRef, useState } from 'react'
import { NOTHING } from '#components/run/format.ts'
import { useWords } from '#components/text/use-words.tsx'
import { Button } from '#components/ui/button.tsx'
import { SectionHead } from '#components/ui/section-head.tsx'

const LONGEST_BOX_LINES = 12
/** Of the box, as wide as it mostly is. */
const CHARACTERS_PER_LINE = 36

export function CommandLine({ line, shortened }: { line: string | null; shortened: boolean }) {
  const { words } = useWords()
  const field = useRef<HTMLTextAreaElement>(null)
  const [copied, setCopied] = useState<string | null>(null)
  const copy = async () => {
    if (line !== null && field.current && (await copyFrom(field.current))) setCopied(line)
  }
  return (
    <section aria-label={words.console.command} className="pb-3">
      <SectionHead title={words.console.command}>
        <Button size="small" disabled={line === null} onClick={() => void copy()} data-testid="copy-command">
          {copied !== null && copied === line ? words.console.copied : words.console.copy}
        </Button>
      </SectionHead>
      <div className="px-4">
        <textarea
          ref={field}
          readOnly
          rows={linesOf(line ?? NOTHING)}
          aria-label={words.console.command}
          data-testid="command-line"
          spellCheck={false}
          value={line ?? NOTHING}
          onFocus={(event) => event.currentTarget.select()}
          className="block w-full resize-y break-all rounded-2 border border-line-2 bg-sunken p-2 font-mono text-12 leading-normal"
        />
        <p className="pt-1 text-12 text-ink-3">
          {words.console.commandWhy}
          {shortened && ` · ${words.console.commandShort}`}
        </p>
      </div>
    </section>
  )
}

/** As many as it takes to read the whole of it, mostly. */
function linesOf(text: string): number {
  const lines = text
    .split('\n')
    .reduce((sum, { length }) => sum + Math.max(1, Math.ceil(length / CHARACTERS_PER_LINE)), 0)
  return Math.min(LONGEST_BOX_LINES, lines)
}

/** On plain HTTP at a LAN address a page has no clipboard; what is selected can be copied all the same. */
async function copyFrom(field: HTMLTextAreaElement): Promise<boolean> {
  field.select()
  try {
    if (!navigator.clipboard) return document.execCommand('copy')
    await navigator.clipboard.writeText(field.value)
    return true
  } catch {
    return document.execCommand('copy')
  }
}
