/**
 * The colours of app/tokens.css that a picture needs, written out: a poster stands alone in a page that has none of
 * them. ink.test.ts holds the two against each other.
 */

export type Brightness = 'light' | 'dark'

export const inks: Record<string, Record<Brightness, string>> = {
  surface: { light: '#ffffff', dark: '#15181b' },
  text: { light: '#15181b', dark: '#eceef0' },
  'text-2': { light: '#4a5157', dark: '#b0b7bd' },
  'text-3': { light: '#636a71', dark: '#8f979d' },
  line: { light: '#e1e4e6', dark: '#24292d' },
  'line-2': { light: '#cdd2d5', dark: '#353b41' },
  'line-control': { light: '#858c93', dark: '#6b737b' },
  grid: { light: '#e9ecee', dark: '#22272b' },
  hover: { light: '#f1f3f4', dark: '#1d2125' },
  focus: { light: '#1b62d6', dark: '#7fb2ff' },
  action: { light: '#15181b', dark: '#eceef0' },
  'action-text': { light: '#ffffff', dark: '#15181b' },
  ok: { light: '#0b6b4f', dark: '#4cc79b' },
  danger: { light: '#b3163a', dark: '#ff7a90' },
  fault: { light: '#6b3fd4', dark: '#b09aff' },
  'fault-line': { light: '#8a66e0', dark: '#8f74ee' },
  'fault-hatch': { light: 'rgb(107 63 212 / 0.22)', dark: 'rgb(166 139 255 / 0.26)' },
  'fault-wash': { light: 'rgb(107 63 212 / 0.055)', dark: 'rgb(166 139 255 / 0.07)' },
  'lane-1': { light: '#0072b2', dark: '#3f9bdd' },
  'lane-1-text': { light: '#00639c', dark: '#62b0ea' },
  'lane-2': { light: '#b87a00', dark: '#e69f00' },
  'lane-2-text': { light: '#8a5a00', dark: '#efb236' },
  'lane-3': { light: '#008a64', dark: '#1fb389' },
  'lane-3-text': { light: '#007052', dark: '#3fc59e' },
  'lane-4': { light: '#b9588d', dark: '#d889b4' },
  'lane-4-text': { light: '#9c3f73', dark: '#e09fc2' },
  'lane-5': { light: '#3492cc', dark: '#86cdf5' },
  'lane-5-text': { light: '#1f73a8', dark: '#9ad6f8' },
  'lane-6': { light: '#d55e00', dark: '#f0792a' },
  'lane-6-text': { light: '#b04c00', dark: '#f58f4b' },
}

const SANS =
  '"Wirelab Sans","Pretendard Variable",Pretendard,-apple-system,BlinkMacSystemFont,"Apple SD Gothic Neo","Segoe UI","Malgun Gothic","Noto Sans KR",sans-serif'
export const MONO =
  'ui-monospace,"SF Mono","Cascadia Mono",Menlo,Consolas,"Apple SD Gothic Neo",monospace,"Wirelab Sans","Pretendard Variable",sans-serif'
export { SANS }

/** Rules of the classes in svg.ts. @param ink what a name is worth: a colour, or a custom property */
export function pictureRules(ink: (name: string) => string): string {
  const lanes = [1, 2, 3, 4, 5, 6].map(
    (n) => `.line.l${n},.lead.l${n}{stroke:${ink(`lane-${n}`)}}.name.l${n}{fill:${ink(`lane-${n}-text`)}}`,
  )
  return `.line,.lead{fill:none;stroke-width:1.75;stroke-linejoin:round}.lead{stroke-width:1;opacity:.55}.grid{stroke:${ink('grid')}}.axis{stroke:${ink('line-2')}}.now{stroke:${ink('line-control')};stroke-dasharray:1 3}.hatch{stroke:${ink('fault-hatch')};stroke-width:1.6}.wash{fill:${ink('fault-wash')}}.edge{stroke:${ink('fault-line')};fill:none}.tick,.value{font:10.5px ${MONO};fill:${ink('text-3')}}.value{font-size:11px;fill:${ink('text-2')}}.name,.fault{font:600 12px ${SANS}}.fault{fill:${ink('fault')};font-size:11.5px}.end{text-anchor:end}.mid{text-anchor:middle}${lanes.join('')}`
}

/** Every ink as a custom property. */
export function properties(brightness: Brightness): string {
  return Object.entries(inks)
    .map(([name, ink]) => `--${name}:${ink[brightness]}`)
    .join(';')
}

export function inkOf(name: string, brightness: Brightness): string {
  return inks[name]?.[brightness] ?? ''
}
