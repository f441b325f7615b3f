import { useMemo } from 'react'
import { encode } from 'uqr'

/** Modules of light around the code (ISO/IEC 18004 §5.3.8). */
const QUIET_ZONE = 4

/** Drawn as one path of whole modules, so that it stays sharp at any size. */
export function QrCode({ text, label }: { text: string; label: string }) {
  const { size, path } = useMemo(() => {
    // M survives a reflection on a projector's screen.
    const code = encode(text, { ecc: 'M', border: QUIET_ZONE })
    return { size: code.size, path: pathOf(code.data) }
  }, [text])
  return (
    <svg
      role="img"
      aria-label={label}
      data-testid="qr-code"
      viewBox={`0 0 ${size} ${size}`}
      shapeRendering="crispEdges"
      className="size-44 flex-none rounded-1 border border-line"
    >
      <rect width={size} height={size} fill="var(--qr-paper)" />
      <path d={path} fill="var(--qr-ink)" />
    </svg>
  )
}

/** Runs of dark modules, row by row. */
function pathOf(rows: boolean[][]): string {
  let path = ''
  rows.forEach((row, y) => {
    for (let x = 0; x < row.length; x++) {
      if (!row[x]) continue
      const from = x
      while (row[x + 1]) x++
      path += `M${from} ${y}h${x - from + 1}v1h-${x - from + 1}z`
    }
  })
  return path
}
