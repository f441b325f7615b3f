import type { Page } from '@playwright/test'

/**
 * What makes the page scroll sideways, if anything does: the page itself, and the elements beyond its edge. To be polled:
 * charts follow their window a frame later.
 */
export function sideways(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const edge = document.documentElement.clientWidth
    if (document.documentElement.scrollWidth <= edge) return []
    return [...document.body.querySelectorAll('*')]
      .filter((element) => element.getBoundingClientRect().right > edge + 1)
      .map((element) => `${element.tagName} ${element.getAttribute('data-testid') ?? element.className}`)
      .slice(0, 5)
      .concat(`scrolls to ${document.documentElement.scrollWidth} of ${edge}`)
  })
}
