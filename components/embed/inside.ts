/**
 * The whole of public/embed-inside.js, for the page inside an `<iframe src=".../embed/…">`: tells whoever holds it how
 * tall it is, when that changes, in the words of AMP, of Medium and our own; and takes on the brightness it is told.
 */
let toldPx = 0

new ResizeObserver(() => {
  const height = Math.ceil(document.documentElement.getBoundingClientRect().height)
  if (height === toldPx || parent === window) return
  toldPx = height
  // Whoever holds the frame may know its height: it says nothing of the run.
  const tell = (message: unknown) => parent.postMessage(message, '*')
  tell({ type: 'wirelab:height', height })
  tell({ sentinel: 'amp', type: 'embed-size', height })
  tell(JSON.stringify({ src: location.href, context: 'iframe.resize', height }))
}).observe(document.documentElement)

addEventListener('message', ({ data, source }: MessageEvent) => {
  if (source !== parent || data?.type !== 'wirelab:theme') return
  const theme = ['light', 'dark'].find((known) => known === data.theme) ?? 'auto'
  document.documentElement.style.colorScheme = theme === 'auto' ? 'light dark' : theme
  for (const run of document.querySelectorAll('wirelab-run')) run.setAttribute('theme', theme)
})
