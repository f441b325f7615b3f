'use client'
import { useEffect } from 'react'

const PLAYER = '/embed.js'
/** Of a screen, ahead of its reader: until then what stands inside an element is its picture and its sentence. */
const NEAR = '25%'

/** The player for the `wirelab-run`s of a page, asked for when the first of them comes near. */
export function LatePlayer() {
  useEffect(() => {
    if (customElements.get('wirelab-run')) return
    const near = new IntersectionObserver(
      (seen) => {
        if (!seen.some(({ isIntersecting }) => isIntersecting)) return
        near.disconnect()
        const script = document.createElement('script')
        script.src = PLAYER
        document.head.append(script)
      },
      { rootMargin: NEAR },
    )
    for (const run of document.querySelectorAll('wirelab-run')) near.observe(run)
    return () => near.disconnect()
  }, [])
  return null
}
