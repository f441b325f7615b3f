/** What crossed the links around one order, as a dump: offset in the connection's direction, hex, text. */
import { legLabel } from '#core/labels.ts'
import type { OrderWire } from './runs/wire.ts'

const US_PER_MS = 1000
const BYTES_A_LINE = 16
const HEX_WIDTH = BYTES_A_LINE * 3 - 1

export function wireLines({ window, legs }: OrderWire): string[] {
  const head = `on the wire from ${msText(window.fromUs)} to ${msText(window.toUs)} ms, other orders' bytes among them:`
  return [
    head,
    ...legs.flatMap(({ leg, connections }) =>
      connections.flatMap(({ ordinal, named, truncated, chunks }) => [
        `${legLabel(leg, 'en')} · connection ${ordinal}${named ? ' · names the order' : ''}${truncated ? ' · not all is kept' : ''}`,
        ...chunks.flatMap(({ stream, atUs, offset, base64 }) => [
          `  ${stream === 'upstream' ? '▶' : '◀'} ${msText(atUs)} ms`,
          ...dump(Buffer.from(base64, 'base64'), offset),
        ]),
      ]),
    ),
  ]
}

function dump(bytes: Buffer, from: number): string[] {
  return Array.from({ length: Math.ceil(bytes.length / BYTES_A_LINE) }, (_, line) => {
    const part = bytes.subarray(line * BYTES_A_LINE, (line + 1) * BYTES_A_LINE)
    const offset = (from + line * BYTES_A_LINE).toString(16).padStart(8, '0')
    const hex = part.toString('hex').replace(/..(?=.)/g, '$& ')
    // Nothing that a terminal would act on.
    const text = part.toString('latin1').replace(/[^ -~]/g, '.')
    return `  ${offset}  ${hex.padEnd(HEX_WIDTH)}  ${text}`
  })
}

function msText(us: number): string {
  return (us / US_PER_MS).toFixed(1)
}
