/** The parts of a report's file as HTML text. */
import { escaped } from '#components/picture/svg.ts'
import type { Said, Table } from '../tables.ts'

export function heading(text: string): string {
  return `<h2>${escaped(text)}</h2>`
}

export function paragraph(text: string): string {
  return `<p>${escaped(text)}</p>`
}

/** @param leftFrom the column from which on there are words, not numbers */
export function tableMarkup({ head, rows }: Table, leftFrom = head.length): string {
  const side = (column: number) => (column < leftFrom ? '' : 'said')
  const heads = head.map((text, column) => `<th scope="col"${classed(side(column))}>${escaped(text)}</th>`)
  const lines = rows.map(({ name, cells }) => {
    const inner = cells.map(
      ({ text, few, harm }, column) =>
        `<td${classed(harm ? 'harm' : few ? 'few' : '', side(column))}>${escaped(text)}</td>`,
    )
    return `<tr><th scope="row">${escaped(name)}</th>${inner.join('')}</tr>`
  })
  return `<div class="wide" tabindex="0"><table><tr><td></td>${heads.join('')}</tr>${lines.join('')}</table></div>`
}

function classed(...names: string[]): string {
  const given = names.filter(Boolean).join(' ')
  return given === '' ? '' : ` class="${given}"`
}

export function listMarkup(said: readonly Said[]): string {
  return `<dl>${said.map(([name, text]) => `<dt>${escaped(name)}</dt><dd>${escaped(text)}</dd>`).join('')}</dl>`
}
