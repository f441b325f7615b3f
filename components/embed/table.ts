/** The same numbers as the picture, second by second. */
import { type Chart, valueText } from '#components/picture/chart.ts'

export function fillTable(table: HTMLTableElement, chart: Chart, caption: string): void {
  const seconds = Math.max(0, ...chart.lines.map(({ values }) => values.length))
  const head = rowOf('th', ['s', ...chart.lines.map(({ name }) => name)])
  const rows = Array.from({ length: seconds }, (_, second) =>
    rowOf('td', [
      String(second),
      ...chart.lines.map(({ values }) => {
        const value = values[second]
        return value === null || value === undefined ? '–' : valueText(chart.name, value)
      }),
    ]),
  )
  const title = document.createElement('caption')
  title.className = 'sr'
  title.textContent = caption
  table.replaceChildren(title, head, ...rows)
}

function rowOf(cell: 'th' | 'td', texts: string[]): HTMLTableRowElement {
  const row = document.createElement('tr')
  row.append(
    ...texts.map((text) => {
      const element = document.createElement(cell)
      if (cell === 'th') element.setAttribute('scope', 'col')
      element.textContent = text
      return element
    }),
  )
  return row
}
