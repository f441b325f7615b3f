/**
 * `<wirelab-run src="run.json">`: a recorded run that plays in any page, from a file beside it. What stands inside the
 * element (a poster, a sentence, a link) is shown until it can play, and where there is no script.
 *
 *     attributes  src, lang, theme (auto, light, dark), lanes (ids), start (s), speed, chart, autoplay, loading (lazy), href,
 *                 level (of its heading, 3 unless given)
 *     methods     play(), pause(), seek(s | {marker}), getCurrentTime(), getDuration()
 *     events      ready, play, pause, ended, seeked, marker (detail: index, time, label), error (detail: trouble)
 */
import type { ChartName } from '#components/picture/chart.ts'
import { formatCount } from '#components/run/format.ts'
import { faultLabel } from '#core/labels.ts'
import { type Marker, Player, type PlayerEvent } from '#core/player.ts'
import { type RecordedRun, readRecordingText, UnreadableRecording } from '#core/recording.ts'
import { offeredIn, type RunView } from '#core/run-view.ts'
import type { Locale } from '#core/text.ts'
import { verdictText } from '#core/verdict.ts'
import { AskedEarly, markerAt, type SeekTo } from './asked.ts'
import { browserTimers, isCalm } from './browser-timers.ts'
import { chartNamed, drawChart } from './drawing.ts'
import { loadRecording } from './load.ts'
import { makeParts, type Parts, sayWords } from './parts.ts'
import { type EmbedWords, embedWords } from './words.ts'

const US_PER_S = 1_000_000
const SPEEDS = [1, 2, 4, 8]
/** WCAG 2.2.2: who asked for less motion sees a new picture once a second. */
const CALM_MS = 1000
/** `loading="lazy"` reads the recording when the element is so far from being seen. */
const NEAR = '300px'
/** A screen reader is told of a change at most this often. */
const STATUS_MS = 5000

export class WirelabRun extends HTMLElement {
  static readonly observedAttributes = ['src', 'lang', 'theme', 'lanes', 'chart', 'speed', 'href']

  #made: Parts | null = null
  readonly #early = new AskedEarly()
  #player: Player | null = null
  #load: AbortController | null = null
  #chart: ChartName = 'caller'
  #drawing = 0
  #drawnAtMs = 0
  #saidAtMs = Number.NEGATIVE_INFINITY
  #printing = false
  /** It shows a run that is on. */
  #live = false
  readonly #resized = new ResizeObserver(() => this.#redraw())
  readonly #neared = new IntersectionObserver((seen) => this.#near(seen), { rootMargin: NEAR })

  connectedCallback(): void {
    this.#resized.observe(this)
    addEventListener('beforeprint', this.#beforePrint)
    addEventListener('afterprint', this.#afterPrint)
    // Where the script ran before the page was read, what stands inside is not there yet.
    if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', () => this.#begin())
    else this.#begin()
  }

  disconnectedCallback(): void {
    this.#resized.disconnect()
    this.#neared.disconnect()
    removeEventListener('beforeprint', this.#beforePrint)
    removeEventListener('afterprint', this.#afterPrint)
    this.#load?.abort()
    this.#player?.close()
    this.#early.forget()
  }

  attributeChangedCallback(name: string, before: string | null, now: string | null): void {
    if (before === now || !this.isConnected) return
    // An element that was in the page before the script is told of its attributes first, and then that it is there.
    if (name === 'src' && this.#load) void this.#start()
    else if (name === 'speed' && this.#player) this.#player.speed = this.#number('speed', 1)
    else if (name === 'chart') this.#chart = chartNamed(now)
    if (this.#player) this.#redraw(true)
  }

  /** Like pause() and seek(), done after `ready` where it is asked for before. */
  play(): void {
    if (this.#live) return
    const to = this.#player ?? this.#early
    to.play()
  }

  pause(): void {
    const to = this.#player ?? this.#early
    to.pause()
  }

  /** Seconds, or a fault: by its number, or the one before or after. */
  seek(to: SeekTo): void {
    if (this.#live) return
    const player = this.#player
    if (!player) {
      this.#early.seek(to)
      return
    }
    const toUs = typeof to === 'number' ? to * US_PER_S : markerAt(player, to.marker)?.atUs
    if (toUs !== undefined) player.seek(toUs)
  }

  getCurrentTime(): number {
    return (this.#player?.positionUs ?? 0) / US_PER_S
  }

  getDuration(): number {
    return (this.#player?.durationUs ?? 0) / US_PER_S
  }

  /** Made when the recording is asked for; until then nothing but what stands inside is laid out. */
  get #parts(): Parts {
    if (this.#made) return this.#made
    this.#made = makeParts(this.attachShadow({ mode: 'open' }))
    this.#listen(this.#made)
    return this.#made
  }

  get #locale(): Locale {
    const said = this.closest('[lang]')?.getAttribute('lang') ?? navigator.language
    return said.toLowerCase().startsWith('ko') ? 'ko' : 'en'
  }

  get #words(): EmbedWords {
    return embedWords[this.#locale]
  }

  get #lanes(): string[] {
    return (this.getAttribute('lanes') ?? '').split(/[\s,]+/).filter((id) => id !== '')
  }

  #number(name: string, otherwise: number): number {
    const value = Number.parseFloat(this.getAttribute(name) ?? '')
    return Number.isFinite(value) ? value : otherwise
  }

  #begin(): void {
    if (this.getAttribute('loading') === 'lazy') this.#neared.observe(this)
    else void this.#start()
  }

  #near(seen: IntersectionObserverEntry[]): void {
    if (!seen.some(({ isIntersecting }) => isIntersecting)) return
    this.#neared.disconnect()
    void this.#start()
  }

  async #start(): Promise<void> {
    this.#load?.abort()
    this.#player?.close()
    this.#player = null
    const load = new AbortController()
    this.#load = load
    try {
      const run = await this.#recording(load.signal)
      if (!load.signal.aborted) this.#show(run)
    } catch (error) {
      if (!load.signal.aborted) this.#fail(error)
    }
  }

  /** From `src`, or written in the page, as in a file that stands alone. */
  #recording(signal: AbortSignal): Promise<RecordedRun> | RecordedRun {
    const src = this.getAttribute('src')
    if (src) return loadRecording(src, signal)
    const inside = this.querySelector('script[type="application/json"]')?.textContent
    if (inside) return readRecordingText(inside)
    throw new NoSource()
  }

  /** For embed-live.js: a run as far as it has come. It is nowhere else than at its end, until it is over. */
  live(run: RecordedRun, isOver: boolean): void {
    this.#load?.abort()
    this.#player?.close()
    this.#live = !isOver
    this.#take(run)
    this.#parts.box.classList.toggle('live', this.#live)
    this.#redraw(true)
  }

  #show(run: RecordedRun): void {
    const parts = this.#parts
    this.#chart = chartNamed(this.getAttribute('chart'))
    this.#take(run)
    parts.poster.hidden = true
    parts.wrong.hidden = true
    parts.box.hidden = false
    const level = this.getAttribute('level') ?? ''
    if (/^[1-6]$/.test(level)) {
      parts.title.setAttribute('role', 'heading')
      parts.title.setAttribute('aria-level', level)
    }
    this.#redraw(true)
    this.#tell('ready')
    this.#early.doneBy(this, this.hasAttribute('autoplay') && !isCalm())
  }

  #take(run: RecordedRun): void {
    const parts = this.#parts
    const player = new Player(run, {
      timers: browserTimers,
      startUs: this.#number('start', 0) * US_PER_S,
      speed: this.#number('speed', 1),
      onEvent: (event) => this.#heard(event),
    })
    this.#player = player
    parts.position.max = String(this.getDuration())
    parts.rail.querySelectorAll('i').forEach((window) => {
      window.remove()
    })
    parts.rail.prepend(...player.markers.map((marker) => this.#windowOf(marker)))
  }

  #windowOf({ atUs, untilUs }: Marker): HTMLElement {
    const duration = this.#player?.durationUs || 1
    const window = document.createElement('i')
    window.style.left = `${(atUs / duration) * 100}%`
    window.style.width = `${(((untilUs ?? duration) - atUs) / duration) * 100}%`
    return window
  }

  /** What stood there stays: a poster says more than an error. */
  #fail(error: unknown): void {
    const { wrong, box, poster } = this.#parts
    this.#early.forget()
    const trouble =
      error instanceof UnreadableRecording ? error.trouble : error instanceof NoSource ? 'no-src' : 'unreachable'
    poster.hidden = false
    box.hidden = true
    wrong.hidden = false
    wrong.lang = this.#locale
    wrong.textContent = `${this.#words.failed} ${this.#words.trouble[trouble]}`
    wrong.title = error instanceof Error ? error.message : ''
    this.#tell('error', { trouble, message: wrong.title })
  }

  #heard(event: PlayerEvent): void {
    switch (event.type) {
      case 'change':
        this.#redraw()
        return
      case 'play':
        this.#say(this.#words.playing)
        this.#changed('play')
        return
      case 'pause':
        this.#say(this.#words.paused)
        this.#changed('pause')
        return
      case 'seek':
        this.#changed('seeked')
        return
      case 'ended':
        this.#say(this.#words.ended)
        this.#changed('ended')
        return
      case 'marker': {
        const { index, atUs, fault } = event.marker
        const label = faultLabel(fault, this.#locale)
        this.#say(this.#words.fault(label))
        this.#tell('marker', { index, time: atUs / US_PER_S, label })
        return
      }
    }
  }

  #changed(name: string): void {
    this.#redraw(true)
    this.#tell(name)
  }

  #tell(name: string, detail: Record<string, unknown> = {}): void {
    this.dispatchEvent(new CustomEvent(name, { detail }))
  }

  #say(text: string): void {
    const nowMs = performance.now()
    if (nowMs - this.#saidAtMs < STATUS_MS) return
    this.#saidAtMs = nowMs
    this.#parts.status.textContent = text
  }

  /** With the next picture of the browser; for who asked for less motion, once a second. @param now what a hand did is shown at once */
  #redraw(now = false): void {
    if (this.#player === null || this.#drawing !== 0) return
    if (!now && isCalm() && this.#player.state === 'playing' && performance.now() - this.#drawnAtMs < CALM_MS) return
    this.#drawing = requestAnimationFrame(() => {
      this.#drawing = 0
      this.#drawnAtMs = performance.now()
      if (this.#player) this.#draw(this.#player)
    })
  }

  #draw(player: Player): void {
    const [parts, words, locale] = [this.#parts, this.#words, this.#locale]
    const view = this.#printing ? player.whole : player.view
    sayWords(parts, words, locale)
    parts.title.textContent = view.experiment.title[locale]
    parts.said.textContent = this.#live ? words.live : verdictText(player.whole, locale)
    parts.badge.textContent = this.#live ? words.measured : words.badge
    parts.badge.title = this.#live ? words.measuredWhy : words.badgeWhy
    parts.play.textContent = playing(player)
      ? `❚❚ ${words.pause}`
      : `▶ ${player.state === 'ended' ? words.again : words.play}`
    parts.chart.value = this.#chart
    parts.speed.textContent = `${player.speed}×`
    parts.speed.setAttribute('aria-label', `${words.speed} ${player.speed}`)
    parts.position.value = String(this.getCurrentTime())
    parts.position.setAttribute('aria-valuetext', `${Math.round(this.getCurrentTime())} s`)
    parts.time.textContent = `${this.getCurrentTime().toFixed(0)} / ${this.getDuration().toFixed(0)} s`
    parts.count.textContent = `n ${formatCount(offeredIn(view))} · ${words.seed} ${view.experiment.seed}`
    parts.count.title = words.nWhy
    this.#linkTo(this.getAttribute('href'))
    this.#drawChart(player, view)
  }

  #drawChart(player: Player, view: RunView): void {
    drawChart(this.#parts, {
      ...{ name: this.#chart, view, whole: player.whole },
      ...{ locale: this.#locale, lanes: this.#lanes, printing: this.#printing },
    })
  }

  /** Only to where a link may lead: a recording's page must not hand us a script. */
  #linkTo(href: string | null): void {
    const { link } = this.#parts
    const url = href === null ? null : URL.parse(href, document.baseURI)
    link.hidden = url === null || !/^https?:$/.test(url.protocol)
    if (url && !link.hidden) link.href = url.href
  }

  #listen(parts: Parts): void {
    parts.play.addEventListener('click', () => this.#toggle())
    parts.speed.addEventListener('click', () => {
      if (!this.#player) return
      const at = SPEEDS.indexOf(this.#player.speed)
      this.#player.speed = SPEEDS[(at + 1) % SPEEDS.length] as number
      this.#redraw(true)
    })
    parts.chart.addEventListener('change', () => {
      this.#chart = chartNamed(parts.chart.value)
      this.#redraw(true)
    })
    parts.tabular.addEventListener('click', () => {
      const on = parts.tabular.getAttribute('aria-pressed') === 'true'
      parts.tabular.setAttribute('aria-pressed', String(!on))
      this.#redraw(true)
    })
    parts.position.addEventListener('input', () => this.seek(Number(parts.position.value)))
    parts.box.addEventListener('keydown', (event) => this.#key(event))
  }

  #toggle(): void {
    if (this.#player && playing(this.#player)) this.pause()
    else this.play()
  }

  #key(event: KeyboardEvent): void {
    if (event.altKey || event.ctrlKey || event.metaKey) return
    const { box, position, scroll } = this.#parts
    const target = event.composedPath()[0]
    // Controls keep their own keys; the rail's arrows are a second each as well.
    const own = target !== box && target !== position && target !== scroll
    const act = this.#actionOf(event.key)
    if (!act || (own && event.key !== '[' && event.key !== ']') || (target === scroll && event.key !== ' ')) return
    event.preventDefault()
    act()
  }

  #actionOf(key: string): (() => void) | undefined {
    const step = (s: number) => () => this.seek(this.getCurrentTime() + s)
    const actions: Record<string, () => void> = {
      ' ': () => this.#toggle(),
      ArrowRight: step(1),
      ArrowLeft: step(-1),
      Home: () => this.seek(0),
      End: () => this.seek(this.getDuration()),
      '[': () => this.seek({ marker: 'prev' }),
      ']': () => this.seek({ marker: 'next' }),
    }
    return Object.hasOwn(actions, key) ? actions[key] : undefined
  }

  readonly #beforePrint = () => {
    this.#printing = true
    if (this.#player) this.#draw(this.#player)
  }

  readonly #afterPrint = () => {
    this.#printing = false
    this.#redraw(true)
  }
}

class NoSource extends Error {}

function playing(player: Player): boolean {
  return player.state === 'playing'
}
