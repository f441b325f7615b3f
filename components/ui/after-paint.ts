/**
 * Does it once the page has been painted (Paint Timing, first-contentful-paint); until then, what is returned takes it
 * back. A page out of sight waits.
 */
export function afterPaint(act: () => void): () => void {
  const observer = new PerformanceObserver((list) => {
    if (list.getEntriesByName('first-contentful-paint').length === 0) return
    observer.disconnect()
    act()
  })
  observer.observe({ type: 'paint', buffered: true })
  return () => observer.disconnect()
}
