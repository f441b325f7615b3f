'use client'
import { useEffect } from 'react'

/** A style sheet that nothing on the page waits for: it is asked for when the page has been drawn and can be used. */
export function LateStyle({ href }: { href: string }) {
  useEffect(() => {
    const link = document.createElement('link')
    link.rel = 'stylesheet'
    link.href = href
    document.head.append(link)
    return () => link.remove()
  }, [href])
  return null
}
