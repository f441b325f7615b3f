import type { Metadata } from 'next'
import { figureTable } from '#components/article/figures.ts'
import { LatePlayer } from '#components/article/late-player.tsx'
import { articleLead, articleTitle, type Section, type Shown, sections } from '#components/article/sections.ts'
import { RunButton } from '#components/home/run-button.tsx'
import { TextLink } from '#components/report/page-parts.tsx'
import { TextTable } from '#components/report/text-table.tsx'
import type { WholeRun } from '#components/report/whole-run.ts'
import { wordsFor } from '#components/text/locale.ts'
import { reportWords } from '#components/text/report-words.ts'
import type { Theme } from '#components/ui/theme.ts'
import { TopBar } from '#components/ui/top-bar.tsx'
import type { Locale } from '#core/text.ts'
import { verdictText } from '#core/verdict.ts'
import { committedRun } from '../recordings.ts'
import { localeOfRequest, themeOfRequest } from '../request-manners.ts'
import { Still } from '../still.tsx'

export async function generateMetadata(): Promise<Metadata> {
  const locale = await localeOfRequest()
  return { title: `${articleTitle[locale]} · Wirelab`, description: articleLead[locale] }
}

export default async function ArticlePage() {
  const [locale, theme] = await Promise.all([localeOfRequest(), themeOfRequest()])
  const chapters = sections.filter(({ level }) => level === 2)
  return (
    <>
      <TopBar home={wordsFor(locale).site.home} theme={theme} />
      <main id="content" className="mx-auto max-w-[720px] px-6 pb-16 max-mid:px-4">
        <h1 className="text-balance pt-10 font-strong text-28 leading-[1.35] tracking-tight max-mid:pt-6">
          {articleTitle[locale]}
        </h1>
        <p data-testid="screen-summary" className="mt-4 text-16 text-ink-2 leading-[1.75]">
          {articleLead[locale]}
        </p>
        <Still as="nav" label={reportWords[locale].contents} className="mt-6 border-line border-y py-4">
          <ol className="grid gap-x-8 gap-y-1.5 text-14 mid:grid-cols-2">
            {chapters.map(({ id, title }) => (
              <li key={id}>
                <a
                  href={`#${id}`}
                  className="text-ink-2 underline decoration-control underline-offset-4 hover:text-ink hover:decoration-current max-mid:inline-flex max-mid:min-h-10 max-mid:items-center"
                >
                  {title[locale]}
                </a>
              </li>
            ))}
          </ol>
        </Still>
        {sections.map((section) => (
          <SectionOf key={section.id} {...{ section, locale, theme }} />
        ))}
      </main>
      <LatePlayer />
    </>
  )
}

function SectionOf({ section, locale, theme }: { section: Section; locale: Locale; theme: Theme }) {
  const { id, level, title, paragraphs, shown } = section
  const Heading = level === 2 ? 'h2' : 'h3'
  return (
    // Laid out when its reader comes near: its height until then is a guess. The ring around a player sticks out by 2 px.
    <section
      aria-labelledby={id}
      className={`-mx-2 px-2 [contain-intrinsic-height:auto_900px] [content-visibility:auto] ${level === 2 ? 'mt-12' : 'mt-10'}`}
    >
      <Still>
        <Heading id={id} className={`scroll-mt-16 font-strong tracking-tight ${level === 2 ? 'text-20' : 'text-16'}`}>
          {title[locale]}
        </Heading>
        {paragraphs.map((paragraph) => (
          <p key={paragraph.en} className="mt-3 text-16 text-ink-2 leading-[1.75]">
            {paragraph[locale]}
          </p>
        ))}
      </Still>
      {shown && <ShownRun {...{ shown, locale, theme }} />}
    </section>
  )
}

/** The recorded run plays in place; below it what it measured, and a button that runs the experiment here. */
async function ShownRun({ shown, locale, theme }: { shown: Shown; locale: Locale; theme: Theme }) {
  const { experiment, recording = experiment } = shown
  const report = reportWords[locale]
  const recorded = await committedRun(recording)
  return (
    <div className="mt-5" data-testid={`shown-${experiment}`}>
      {recorded && (
        <Still>
          <RecordedRun {...{ shown, recording, recorded, locale, theme }} />
        </Still>
      )}
      <RunButton experiment={experiment} label={report.runHere} why={report.runHereWhy} />
      <p className="mt-3 flex flex-wrap gap-x-5 gap-y-2">
        {recorded && <TextLink href={`/r/${recording}`}>{report.report}</TextLink>}
        <TextLink href={`/bench?experiment=${experiment}`}>{report.bench}</TextLink>
      </p>
    </div>
  )
}

interface RecordedRunProps {
  shown: Shown
  recording: string
  recorded: WholeRun
  locale: Locale
  theme: Theme
}

function RecordedRun({ shown, recording, recorded, locale, theme }: RecordedRunProps) {
  const { chart, figures, lanes } = shown
  const poster = new URLSearchParams({ lang: locale, chart, theme, ...(lanes ? { lanes: lanes.join(' ') } : {}) })
  return (
    <>
      <wirelab-run
        src={`/recordings/${recording}.json`}
        lang={locale}
        theme={theme}
        chart={chart}
        loading="lazy"
        className="block"
        {...(lanes ? { lanes: lanes.join(' ') } : {})}
      >
        <div className="late-picture aspect-[640/420]">
          {/* biome-ignore lint/performance/noImgElement: an SVG, drawn for this place */}
          <img src={`/r/${recording}/poster.svg?${poster}`} alt="" loading="lazy" className="size-full" />
        </div>
        <p className="mt-2 text-13 text-ink-2">{verdictText(recorded.view, locale)}</p>
      </wirelab-run>
      <div className="mt-3">
        <TextTable
          table={figureTable(recorded.view, figures, { locale, lanes })}
          caption={recorded.run.experiment.title[locale]}
          fewWhy={reportWords[locale].fewWhy}
        />
      </div>
    </>
  )
}
