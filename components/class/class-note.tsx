'use client'

/** Where there is no class to be shown: what is the matter, in two sentences. */
export function ClassNote({ title, why, testId }: { title: string; why: string; testId: string }) {
  return (
    <main id="content" className="mx-auto max-w-xl px-6 py-16 max-mid:px-4" data-testid={testId}>
      <h2 className="font-strong text-20" role="status">
        {title}
      </h2>
      <p className="mt-2 text-16 text-ink-2 leading-relaxed">{why}</p>
    </main>
  )
}
