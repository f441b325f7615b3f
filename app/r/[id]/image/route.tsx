import { ImageResponse } from 'next/og'
import { chartOf } from '#components/picture/chart.ts'
import { inkOf, pictureRules } from '#components/picture/ink.ts'
import { IMAGE_SIZE } from '#components/picture/oembed.ts'
import { chartMarkup } from '#components/picture/svg.ts'
import type { WholeRun } from '#components/report/whole-run.ts'
import { formatCount } from '#components/run/format.ts'
import { verdictText } from '#core/verdict.ts'
import { problem } from '../../../api/respond.ts'
import { anyRun } from '../../../recordings.ts'

export const dynamic = 'force-dynamic'

/** Twice as large as on a page: a card is looked at from afar. */
const SCALE = 2
const MARGIN_PX = 48
const CHART = { width: (IMAGE_SIZE.width - 2 * MARGIN_PX) / SCALE, height: 178 }
const ink = (name: string) => inkOf(name, 'light').replace(/rgb\((\d+) (\d+) (\d+) \/ ([\d.]+)\)/, 'rgba($1,$2,$3,$4)')

/** The card of a run, 1200 × 630. In English: the font that Next brings for it has no Hangul. */
export async function GET(_request: Request, { params }: { params: Promise<{ id: string }> }): Promise<Response> {
  const found = await anyRun((await params).id)
  return found ? new ImageResponse(<Card {...found} />, { ...IMAGE_SIZE }) : problem(404, 'there is no such run')
}

function Card({ run, view }: WholeRun) {
  const { experiment } = run
  const offered = Object.values(view.lanes).reduce((sum, lane) => sum + lane.offered, 0)
  const chart = chartOf('caller', { view, whole: view, locale: 'en' })
  for (const line of chart.lines) line.name = latin(line.name) || line.id
  const { shapes, texts } = split(chartMarkup(chart, CHART, 'en'))
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
      <div style={{ display: 'flex', fontSize: 46, marginTop: 12 }}>{latin(experiment.title.en) || experiment.id}</div>
      <div
        style={{
          display: 'flex',
          fontSize: 27,
          lineHeight: 1.4,
          height: 112,
          marginTop: 6,
          color: ink('text-2'),
          overflow: 'hidden',
        }}
      >
        {latin(verdictText(view, 'en'))}
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
        <span>{`n ${formatCount(offered)} · seed ${experiment.seed} · caller p50, ms, log scale`}</span>
        <span style={{ color: ink('ok') }}>measured · recorded</span>
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
    text: text.replace(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code))),
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

/** What the font of the card can show; for anything else it would ask a server far away. */
function latin(text: string): string {
  return /^[\u0020-\u017e\u2010-\u2026\u2192]*$/.test(text) ? text.replaceAll('→', 'to') : ''
}
