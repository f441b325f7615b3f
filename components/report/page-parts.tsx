import type { ReactNode } from 'react'

/** A part of a page that is read from top to bottom. */
export function Part({ id, title, children }: { id: string; title: string; children: ReactNode }) {
  return (
    <section aria-labelledby={id} className="border-line border-t py-6">
      <h2 id={id} className="mb-3 font-strong text-16">
        {title}
      </h2>
      {children}
    </section>
  )
}

export function TextLink({ href, children, download }: { href: string; children: ReactNode; download?: string }) {
  return (
    <a
      href={href}
      download={download}
      className="font-medium text-13 text-ink underline decoration-control underline-offset-4 hover:decoration-current max-mid:inline-flex max-mid:min-h-10 max-mid:items-center"
    >
      {children}
    </a>
  )
}
