import type { Metadata } from 'next'
import { headers } from 'next/headers'
import { notFound } from 'next/navigation'
import { RunButton } from '#components/home/run-button.tsx'
import { frameMarkup, IMAGE_SIZE, OEMBED_SIZE } from '#components/picture/oembed.ts'
import { hopTable } from '#components/report/hops.ts'
import { Part, TextLink } from '#components/report/page-parts.tsx'
import { ReportCharts } from '#components/report/report-charts.tsx'
import { reportCharts } from '#components/report/report-data.ts'
import { SampledOrders } from '#components/report/sampled-orders.tsx'
import {
  aboutLine,
  environmentOf,
  laneTable,
  ledgerTable,
  type Speech,
  settingsOf,
  speechIn,
  thresholdText,
} from '#components/report/tables.ts'
import { SaidList, TextTable } from '#components/report/text-table.tsx'
import { reservation } from '#components/run/lab-health.ts'
import { callWords } from '#components/text/call-words.ts'
import { reportWords } from '#components/text/report-words.ts'
import { summaryWords } from '#components/text/summary-words.ts'
import { Badge } from '#components/ui/badge.tsx'
import { LinkField } from '#components/ui/link-field.tsx'
import { ScreenSummary } from '#components/ui/screen-summary.tsx'
import { TopBar } from '#components/ui/top-bar.tsx'
import { WholeFont } from '#components/ui/whole-font.tsx'
import { emptyCounts } from '#core/ledger.ts'
import { lossSentence } from '#core/loss.ts'
import { isOver } from '#core/run.ts'
import type { RunView } from '#core/run-view.ts'
import { laneSentence } from '#core/sentence.ts'
import { verdictText } from '#core/verdict.ts'
import { benchPathOf, originOf } from '../../addresses.ts'
import { anyRun } from '../../recordings.ts'
import { localeOfRequest, themeOfRequest } from '../../request-manners.ts'
import { Still } from '../../still.tsx'
import { sampledOrders } from './sampled-orders.ts'

interface Asked {
  params: Promise<{ id: string }>
}

export async function generateMetadata({ params }: Asked): Promise<Metadata> {
  const { id } = await params
  const [locale, found, sent] = await Promise.all([localeOfRequest(), anyRun(id), headers()])
  if (!found) return { title: `${reportWords[locale].missing} · Wirelab` }
  const origin = originOf(sent)
  const [title, description] = [found.run.experiment.title[locale], verdictText(found.view, locale)]
  const oembed = (format: string) =>
    `${origin}/api/oembed?format=${format}&url=${encodeURIComponent(`${origin}/r/${id}?lang=${locale}`)}`
  return {
    title: `${title} · Wirelab`,
    description,
    openGraph: {
      title,
      description,
      siteName: 'Wirelab',
      type: 'article',
      images: [{ url: `${origin}/r/${id}/image?lang=${locale}`, ...IMAGE_SIZE }],
    },
    twitter: { card: 'summary_large_image' },
    alternates: { types: { 'application/json+oembed': oembed('json'), 'text/xml+oembed': oembed('xml') } },
  }
}

const DOWNLOADS = [
  ['recording', 'recording.json'],
  ['summary', 'summary.json'],
  ['csv', 'run.csv'],
  ['svg', 'poster.svg'],
  ['html', 'report.html'],
] as const

export default async function ReportPage({ params }: Asked) {
  const { id } = await params
  const [locale, theme, found, sent] = await Promise.all([localeOfRequest(), themeOfRequest(), anyRun(id), headers()])
  if (!found) notFound()
  const { run, view } = found
  const speech = speechIn(locale)
  const { words, report } = speech
  const orders = await sampledOrders(id)
  const hops = hopTable(view, speech)
  const { experiment } = run
  const title = experiment.title[locale]
  const code = frameMarkup(
    { origin: originOf(sent), id, title, query: `lang=${locale}` },
    { width: '100%', height: OEMBED_SIZE.height },
  )
  return (
    <>
      <WholeFont />
      <TopBar home={words.site.home} theme={theme} />
      <main id="content" className="mx-auto max-w-[1120px] px-6 pb-12 max-mid:px-4">
        <ScreenSummary>
          {summaryWords[locale].report({ lanes: experiment.lanes.map(({ name }) => name[locale]) })}
        </ScreenSummary>
        <header className="py-8 max-mid:py-6">
          <p className="flex flex-wrap items-center gap-2 font-medium text-12 text-ink-3">
            {report.report} · {title}
            <Badge why={words.badge.recordedWhy} warning={reservation(view, words)} spelledOut>
              {words.badge.recorded}
            </Badge>
          </p>
          <h1
            className="my-3 max-w-[840px] text-balance font-strong text-28 leading-[1.4] tracking-tight max-mid:text-20"
            data-testid="verdict"
          >
            {unbroken(verdictText(view, locale))}
          </h1>
          <p className="num text-12 text-ink-3">{aboutLine(found, speech)}</p>
          {!isOver(view.state) && <p className="mt-2 text-13 text-warn">{report.notOver}</p>}
          <RunButton experiment={experiment} label={report.again} why={report.againWhy} />
          <p className="mt-4 flex flex-wrap gap-x-5 gap-y-2">
            <TextLink href={run.about.runId === id ? `/bench?run=${id}` : await benchPathOf(experiment)}>
              {report.bench}
            </TextLink>
            <TextLink href={`/compare?a=${id}`}>{report.compareWith}</TextLink>
          </p>
        </header>
        <Part id="charts" title={report.charts}>
          <ReportCharts data={reportCharts(view, locale)} />
        </Part>
        <Part id="lanes" title={report.lanes}>
          <Still>
            <TextTable table={laneTable(view, speech)} caption={report.lanes} fewWhy={report.fewWhy} />
          </Still>
        </Part>
        {hops && (
          <Part id="hops" title={report.hops}>
            <Still>
              <TextTable table={hops} caption={report.hops} fewWhy={report.fewWhy} />
            </Still>
            <p className="mt-2 max-w-[840px] text-12 text-ink-3">{callWords[locale].attemptsWhy}</p>
          </Part>
        )}
        <Part id="ledger" title={words.ledger.title}>
          <Still>
            <TextTable table={ledgerTable(view, speech)} caption={words.ledger.title} />
          </Still>
          <ul className="mt-3 max-w-[840px] space-y-1 text-13 text-ink-2">
            {experiment.lanes.map((lane) => (
              <li key={lane.id}>
                <b>{lane.name[locale]}</b> {laneSentence(view, lane.id, locale)}{' '}
                {lossSentence(view.lanes[lane.id]?.ledger ?? emptyCounts(), locale)}
              </li>
            ))}
          </ul>
        </Part>
        {orders.length > 0 && (
          <Part id="orders" title={report.sampledOrders}>
            <p className="mb-2 text-12 text-ink-3">{`${report.sampledChosen} ${report.sampledClick}`}</p>
            <SampledOrders {...{ id, orders, view, locale, report }} />
          </Part>
        )}
        <Part id="thresholds" title={report.thresholds}>
          <Thresholds view={view} speech={speech} />
        </Part>
        <Part id="configuration" title={report.configuration}>
          <SaidList said={settingsOf(view, speech)} />
        </Part>
        <Part id="environment" title={report.environment}>
          <SaidList said={environmentOf(view, speech)} />
        </Part>
        <Part id="downloads" title={report.downloads}>
          <p className="flex flex-wrap gap-x-5 gap-y-2">
            {DOWNLOADS.map(([name, file]) => (
              <TextLink key={name} href={`/r/${id}/${file}?lang=${locale}`} download={`${id}-${file}`}>
                {report.downloadNames[name]}
              </TextLink>
            ))}
          </p>
          <p className="mt-2 mb-4 text-12 text-ink-3">{report.downloadsWhy}</p>
          <LinkField label={report.embedCode} url={code} testId="embed-code" />
        </Part>
      </main>
    </>
  )
}

function Thresholds({ view, speech }: { view: RunView; speech: Speech }) {
  const { report } = speech
  if (!view.thresholds || view.thresholds.length === 0)
    return <p className="text-13 text-ink-3">{report.noThresholds}</p>
  return (
    <ul className="space-y-1.5 text-13">
      {view.thresholds.map((judged) => (
        <li key={judged.threshold} className="flex flex-wrap items-baseline gap-x-3">
          <b className={`flex-none ${judged.passed ? 'text-ok' : 'text-danger'}`}>
            {judged.passed ? report.passed : report.missed}
          </b>
          <code className="font-mono text-12">{judged.threshold}</code>
          <span className="num text-12 text-ink-3">{thresholdText(judged, speech)}</span>
        </li>
      ))}
    </ul>
  )
}

/** A number stays on the line of its unit. */
function unbroken(sentence: string): string {
  return sentence.replaceAll(/(?<=\d) (?=(?:ms|s|%)(?:\W|$))/g, '\u00a0')
}
