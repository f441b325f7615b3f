import type { Page } from '@playwright/test'

/** Charts follow their window a frame or two later; what sticks out after so many does so to a reader. */
const FRAMES = 10

/** What makes the page scroll sideways, if anything does: the page itself, and the elements beyond its edge. */
export function sideways(page: Page): Promise<string[]> {
  return page.evaluate(async (frames) => {
    const root = document.documentElement
    const sticksOut = () => root.scrollWidth > root.clientWidth
    for (let frame = 0; frame < frames && sticksOut(); frame++) await new Promise(requestAnimationFrame)
    if (!sticksOut()) return []
    const edge = root.clientWidth
    return [...document.body.querySelectorAll('*')]
      .filter((element) => element.getBoundingClientRect().right > edge + 1)
      .map((element) => `${element.tagName} ${element.getAttribute('data-testid') ?? element.className}`)
      .slice(0, 5)
      .concat(`scrolls to ${root.scrollWidth} of ${edge}`)
  }, FRAMES)
}
