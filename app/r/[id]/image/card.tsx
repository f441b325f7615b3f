import { chartOf, chartTitles } from '#components/picture/chart.ts'
import { inkOf, pictureRules } from '#components/picture/ink.ts'
import { IMAGE_SIZE } from '#components/picture/oembed.ts'
import { chartMarkup } from '#components/picture/svg.ts'
import type { WholeRun } from '#components/report/whole-run.ts'
import { formatCount } from '#components/run/format.ts'
import { wordsFor } from '#components/text/locale.ts'
import { offeredIn } from '#core/run-view.ts'
import type { Locale } from '#core/text.ts'
import { verdictText } from '#core/verdict.ts'
import { shown } from './letters.ts'

/** Twice as large as on a page: a card is looked at from afar. */
const SCALE = 2
const MARGIN_PX = 48
const CHART = { width: (IMAGE_SIZE.width - 2 * MARGIN_PX) / SCALE, height: 178 }
const ink = (name: string) => inkOf(name, 'light').replace(/rgb\((\d+) (\d+) (\d+) \/ ([\d.]+)\)/, 'rgba($1,$2,$3,$4)')

/** Of the chart's axis. */
const NOTE = { ko: 'ms, 로그 눈금', en: 'ms, log scale' }

export function Card({ run, view, locale }: WholeRun & { locale: Locale }) {
  const words = wordsFor(locale)
  const { experiment } = run
  const chart = chartOf('caller', { view, whole: view, locale })
  for (const line of chart.lines) line.name = shown(line.name) || line.id
  const { shapes, texts } = split(chartMarkup(chart, CHART, locale))
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${CHART.width} ${CHART.height}"><style>${pictureRules(ink)}</style>${shapes}</svg>`
  return (
    <div
      style={{
        width: '100%',
        height: '100%',
        display: 'flex',
        flexDirection: 'column',
        padding: `28px ${MARGIN_PX}px`,
        background: ink('surface'),
        color: ink('text'),
      }}
    >
      <div style={{ display: 'flex', fontSize: 46, marginTop: 12 }}>
        {shown(experiment.title[locale]) || shown(experiment.title.en) || experiment.id}
      </div>
      <div
        style={{
          display: 'flex',
          fontSize: 27,
          lineHeight: 1.4,
          wordBreak: 'keep-all',
          height: 112,
          marginTop: 6,
          color: ink('text-2'),
          overflow: 'hidden',
        }}
      >
        {shown(verdictText(view, locale)) || shown(verdictText(view, 'en'))}
      </div>
      <div style={{ display: 'flex', position: 'relative', width: CHART.width * SCALE, height: CHART.height * SCALE }}>
        {/* biome-ignore lint/performance/noImgElement: drawn into a picture, not into a page */}
        <img
          alt=""
          width={CHART.width * SCALE}
          height={CHART.height * SCALE}
          src={`data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`}
        />
        {texts.map((text) => (
          <Letters key={`${text.x} ${text.y}`} {...text} />
        ))}
      </div>
      <div
        style={{ display: 'flex', justifyContent: 'space-between', fontSize: 24, marginTop: 14, color: ink('text-3') }}
      >
        <span>{`n ${formatCount(offeredIn(view))} · ${words.run.seed} ${experiment.seed} · ${chartTitles.caller[locale]}, ${NOTE[locale]}`}</span>
        <span style={{ color: ink('ok') }}>{words.badge.recorded}</span>
        <span>wirelab</span>
      </div>
    </div>
  )
}

interface Letter {
  x: number
  y: number
  kind: string
  text: string
}

const TEXT = /<text x="([\d.-]+)" y="([\d.-]+)" class="([^"]*)">([^<]*)<\/text>/g

/** What draws the shapes here is given no font; what sets the letters knows no paths. */
function split(markup: string): { shapes: string; texts: Letter[] } {
  const texts = [...markup.matchAll(TEXT)].map(([, x, y, kind = '', text = '']) => ({
    x: Number(x),
    y: Number(y),
    kind,
    text: shown(text.replace(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code)))),
  }))
  return { shapes: markup.replace(TEXT, ''), texts }
}

const ROOM_PX = 240
const TEXT_PX = 22

function Letters({ x, y, kind, text }: Letter) {
  const lane = /\bl([1-6])\b/.exec(kind)?.[1]
  const [at, justifyContent] = kind.includes('end')
    ? ([x * SCALE - ROOM_PX, 'flex-end'] as const)
    : kind.includes('mid')
      ? ([x * SCALE - ROOM_PX / 2, 'center'] as const)
      : ([x * SCALE, 'flex-start'] as const)
  const color = lane ? ink(`lane-${lane}-text`) : kind.includes('fault') ? ink('fault') : ink('text-3')
  return (
    <div
      style={{
        position: 'absolute',
        display: 'flex',
        justifyContent,
        left: at,
        top: y * SCALE - TEXT_PX,
        width: ROOM_PX,
        fontSize: TEXT_PX,
        color,
      }}
    >
      {text}
    </div>
  )
}
