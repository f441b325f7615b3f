import type { HTMLAttributes } from 'react'

/** The player of public/embed.js, as React sees it. */
declare module 'react' {
  namespace JSX {
    interface IntrinsicElements {
      'wirelab-run': HTMLAttributes<HTMLElement> & {
        src?: string
        theme?: string
        chart?: string
        lanes?: string
        loading?: 'lazy'
      }
    }
  }
}
