'use client'

/** A link to be copied by hand: a click or the tab key selects all of it. */
export function LinkField({ label, url, testId }: { label: string; url: string; testId: string }) {
  return (
    <label className="block text-12 text-ink-3">
      {label}
      <input
        readOnly
        value={url}
        data-testid={testId}
        spellCheck={false}
        onFocus={(event) => event.currentTarget.select()}
        onClick={(event) => event.currentTarget.select()}
        className="mt-1 block h-8 w-full rounded-1 border border-control bg-surface px-2 font-mono text-12 text-ink max-mid:h-10"
      />
    </label>
  )
}
