/** The elements of the player, made once; names of a recording only ever become text. */
import { chartNames, chartTitles } from '#components/picture/chart.ts'
import type { Locale } from '#core/text.ts'
import { embedStyle } from './style.ts'
import type { EmbedWords } from './words.ts'

export interface Parts {
  box: HTMLElement
  title: HTMLElement
  said: HTMLElement
  badge: HTMLElement
  picture: SVGSVGElement
  scroll: HTMLElement
  table: HTMLTableElement
  play: HTMLButtonElement
  chart: HTMLSelectElement
  speed: HTMLButtonElement
  tabular: HTMLButtonElement
  rail: HTMLElement
  position: HTMLInputElement
  time: HTMLElement
  count: HTMLElement
  link: HTMLAnchorElement
  status: HTMLElement
  wrong: HTMLElement
  poster: HTMLSlotElement
}

const SKELETON = `<slot></slot><p class="wrong" role="alert" hidden></p>
<section class="box" tabindex="0" hidden>
<div class="head"><div><h3></h3><p class="said" part="result"></p></div><span class="badge"></span></div>
<svg role="img"></svg><div class="scroll" tabindex="0" hidden><table></table></div>
<div class="ctl"><button class="go" type="button"></button><select></select><button class="speed num" type="button"></button><button class="tabular" type="button" aria-pressed="false"></button>
<span class="rail"><input type="range" min="0" step="0.25"></span><span class="num time"></span></div>
<div class="foot"><span class="num count"></span><a target="_blank" rel="noopener"></a></div>
<p class="sr" role="status"></p></section>`

export function makeParts(root: ShadowRoot): Parts {
  root.innerHTML = SKELETON
  dress(root)
  const find = <E extends Element>(selector: string) => root.querySelector(selector) as E
  return {
    box: find('.box'),
    title: find('h3'),
    said: find('.said'),
    badge: find('.badge'),
    picture: find('svg'),
    scroll: find('.scroll'),
    table: find('table'),
    play: find('.go'),
    chart: find('select'),
    speed: find('.speed'),
    tabular: find('.tabular'),
    rail: find('.rail'),
    position: find('input'),
    time: find('.time'),
    count: find('.count'),
    link: find('a'),
    status: find('[role=status]'),
    wrong: find('.wrong'),
    poster: find('slot'),
  }
}

/** A sheet that is made by script is no inline style: a page with a strict policy lets it be. */
function dress(root: ShadowRoot): void {
  try {
    const sheet = new CSSStyleSheet()
    sheet.replaceSync(embedStyle)
    root.adoptedStyleSheets = [sheet]
  } catch {
    const style = document.createElement('style')
    style.textContent = embedStyle
    root.prepend(style)
  }
}

export function sayWords(parts: Parts, words: EmbedWords, locale: Locale): void {
  parts.box.lang = locale
  parts.chart.setAttribute('aria-label', words.chart)
  parts.chart.replaceChildren(
    ...chartNames.map((name) => {
      const option = document.createElement('option')
      option.value = name
      option.textContent = chartTitles[name][locale]
      return option
    }),
  )
  parts.position.setAttribute('aria-label', words.at)
  parts.position.title = words.keys
  parts.link.textContent = `${words.open} ↗`
}
