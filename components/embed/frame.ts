/**
 * The whole of public/embed-frame.js, for pages that hold `<iframe src=".../embed/…">`: makes each frame as tall as
 * what it shows. Only a frame of this page is listened to, and only of the origin that it was opened with; "null" is
 * what a sandboxed frame has.
 */
const TALLEST_PX = 5000

addEventListener('message', ({ data, source, origin }: MessageEvent) => {
  if (data?.type !== 'wirelab:height') return
  for (const frame of document.querySelectorAll('iframe')) {
    if (frame.contentWindow !== source) continue
    const expected = new URL(frame.src, document.baseURI).origin
    if (origin !== expected && !(origin === 'null' && frame.hasAttribute('sandbox'))) continue
    const height = Number(data.height)
    if (height > 0 && height < TALLEST_PX) frame.height = String(Math.ceil(height))
  }
})
