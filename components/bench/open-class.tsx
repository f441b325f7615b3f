'use client'
import { useState } from 'react'
import { OpenClassButton } from '#components/class/open-class-button.tsx'
import { wordsFor } from '#components/text/locale.ts'
import { useWords } from '#components/text/use-words.tsx'
import type { Experiment } from '#core/experiment.ts'
import type { Locale } from '#core/text.ts'

const latencies = ['callerLatencyMs', 'completionLatencyMs'] as const

/** The experiment on the bench, to be guessed at before it is run. */
export function OpenClass({ experiment }: { experiment: Experiment }) {
  const { words, locale } = useWords()
  const [chosen, choose] = useState(experiment.lanes[0]?.id ?? '')
  const [latency, setLatency] = useState<(typeof latencies)[number]>('completionLatencyMs')
  const lane = experiment.lanes.find(({ id }) => id === chosen) ?? experiment.lanes[0]
  if (!lane) return null
  const question = (of: Locale) =>
    wordsFor(of).class.question({
      lane: lane.name[of],
      latency: wordsFor(of).class.latencies[latency],
      experiment: experiment.title[of],
    })
  const field = 'mt-1 block h-8 w-full rounded-1 border border-control bg-surface px-2 text-13 text-ink max-mid:h-10'
  return (
    <section className="border-line border-b px-5 py-4 max-mid:px-4" data-testid="open-class">
      <h3 className="font-strong text-14">{words.class.title}</h3>
      <p className="mt-1 mb-3 text-13 text-ink-2 leading-normal">{words.class.openWhy}</p>
      <div className="mb-3 grid grid-cols-2 gap-3">
        <label className="text-12 text-ink-3">
          {words.class.lane}
          <select
            className={field}
            value={lane.id}
            data-testid="class-lane"
            onChange={(event) => choose(event.currentTarget.value)}
          >
            {experiment.lanes.map(({ id, name }) => (
              <option key={id} value={id}>
                {name[locale]}
              </option>
            ))}
          </select>
        </label>
        <label className="text-12 text-ink-3">
          {words.class.latency}
          <select
            className={field}
            value={latency}
            data-testid="class-latency"
            onChange={(event) => setLatency(event.currentTarget.value as typeof latency)}
          >
            {latencies.map((one) => (
              <option key={one} value={one}>
                {words.class.latencies[one]}
              </option>
            ))}
          </select>
        </label>
      </div>
      <OpenClassButton
        request={{
          experiment,
          ask: { metric: `${lane.id}.${latency}.p50`, question: { ko: question('ko'), en: question('en') } },
        }}
      />
    </section>
  )
}
