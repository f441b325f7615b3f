'use client'
import type { EditorWords } from '#components/text/editor-words.ts'
import { type Distribution, overloads, type ServiceSpec } from '#core/experiment.ts'
import { ChoiceRow, NumberRow, SwitchRow } from './field-row.tsx'

interface ServiceFieldsProps {
  words: EditorWords
  service: ServiceSpec
  issue: (path: string) => string | null
  onChange: (service: ServiceSpec) => void
}

const firstOf: { [D in Distribution['dist']]: Extract<Distribution, { dist: D }> } = {
  constant: { dist: 'constant', ms: 20 },
  uniform: { dist: 'uniform', minMs: 10, maxMs: 30 },
  exponential: { dist: 'exponential', meanMs: 20 },
  lognormal: { dist: 'lognormal', p50Ms: 20, p99Ms: 100 },
  quantiles: { dist: 'quantiles', p50Ms: 20, p90Ms: 50, p99Ms: 100 },
}

export function ServiceFields({ words, service, issue, onChange }: ServiceFieldsProps) {
  const { dist, ...numbers } = service.work
  const change = (part: Partial<ServiceSpec>) => onChange({ ...service, ...part })
  return (
    <>
      <ChoiceRow
        label={words.work}
        value={dist}
        choices={Object.values(firstOf).map((first) => ({ value: first.dist, label: words.dists[first.dist] }))}
        issue={null}
        testId="work-dist"
        onChange={(next) => change({ work: firstOf[next] })}
      />
      {Object.entries(numbers).map(([name, value]) => (
        <NumberRow
          key={name}
          label={words.workFields[name as keyof EditorWords['workFields']]}
          value={value}
          unit="ms"
          issue={issue(`work.${name}`)}
          testId={`work-${name}`}
          onChange={(ms) => change({ work: { ...service.work, [name]: ms } as Distribution })}
        />
      ))}
      <NumberRow
        label={words.concurrency}
        value={service.concurrency}
        issue={issue('concurrency')}
        testId="concurrency"
        onChange={(concurrency) => change({ concurrency })}
      />
      <NumberRow
        label={words.queueLimit}
        value={service.queueLimit}
        issue={issue('queueLimit')}
        testId="queue-limit"
        onChange={(queueLimit) => change({ queueLimit })}
      />
      <ChoiceRow
        label={words.overload}
        value={service.overload}
        choices={overloads.map((value) => ({ value, label: words.overloads[value] }))}
        issue={issue('overload')}
        testId="overload"
        onChange={(overload) => change({ overload })}
      />
      <SwitchRow
        label={words.cpu}
        value={service.cpu}
        issue={issue('cpu')}
        testId="cpu"
        onChange={(cpu) => change({ cpu })}
      />
      <SwitchRow
        label={words.idempotent}
        value={service.idempotent}
        issue={issue('idempotent')}
        testId="idempotent"
        onChange={(idempotent) => change({ idempotent })}
      />
      <NumberRow
        label={words.poisonEvery}
        value={service.poisonEvery}
        issue={issue('poisonEvery')}
        testId="poison-every"
        onChange={(poisonEvery) => change({ poisonEvery })}
      />
    </>
  )
}
