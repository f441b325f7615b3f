'use client'
import { useEffect } from 'react'

const PLAYER = '/embed.js'
/** Of a screen, ahead of its reader. */
const NEAR = '25%'

/**
 * The picture of each `wirelab-run` of a page when it comes near (`late-picture` in globals.css: to lay out the text of
 * one costs a phone a tenth of a second), and the player of all with the first.
 */
export function LatePlayer() {
  useEffect(() => {
    let asked = customElements.get('wirelab-run') !== undefined
    const near = new IntersectionObserver(
      (seen) => {
        for (const { isIntersecting, target } of seen) {
          if (!isIntersecting) continue
          near.unobserve(target)
          target.setAttribute('data-near', '')
          if (!asked) askForPlayer()
          asked = true
        }
      },
      { rootMargin: NEAR },
    )
    for (const run of document.querySelectorAll('wirelab-run')) near.observe(run)
    return () => near.disconnect()
  }, [])
  return null
}

function askForPlayer(): void {
  const script = document.createElement('script')
  script.src = PLAYER
  document.head.append(script)
}
