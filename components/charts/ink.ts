/** Colours and fonts for a canvas: CSS custom properties, resolved once per theme. */

const resolved = new Map<string, string>()
const listeners = new Set<() => void>()
let watching = false

/** @param token a custom property of app/tokens.css that holds a colour */
export function ink(token: string): string {
  const known = resolved.get(token)
  if (known !== undefined) return known
  const probe = document.createElement('span')
  probe.style.color = `var(${token})`
  document.body.append(probe)
  const colour = getComputedStyle(probe).color
  probe.remove()
  resolved.set(token, colour)
  return colour
}

export function canvasFont(sizePx: number, family: '--sans' | '--mono', weight = 420): string {
  return `${weight} ${sizePx}px ${getComputedStyle(document.documentElement).getPropertyValue(family)}`
}

/** Calls back when the brightness changed, by hand or by the system. */
export function onInkChange(listener: () => void): () => void {
  listeners.add(listener)
  watch()
  return () => listeners.delete(listener)
}

function watch(): void {
  if (watching) return
  watching = true
  const changed = () => {
    resolved.clear()
    for (const listener of listeners) listener()
  }
  new MutationObserver(changed).observe(document.documentElement, { attributeFilter: ['data-theme'] })
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', changed)
  // Text measured before the web fonts were there would keep the fallback's shapes.
  void document.fonts.ready.then(changed)
}
