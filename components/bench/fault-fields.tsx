'use client'
import type { ReactNode } from 'react'
import { useWords } from '#components/text/use-words.tsx'
import { FieldControl } from '#components/ui/field-control.tsx'
import type { Fault } from '#core/experiment.ts'
import { type FaultType, faultFactsOf } from '#core/faults.ts'
import type { Field } from '#core/fields.ts'
import type { FaultForm } from './use-fault-form.ts'

const streams: Fault['stream'][] = ['upstream', 'downstream', 'both']
const toxicityField: Field = { type: 'number', min: 0, max: 100, default: 100, unit: '%', label: { ko: '', en: '' } }
/** What no share of anything is spared. */
const always: FaultType[] = ['stop', 'crash', 'rewind_group']
/** What has no direction: it acts on connections as wholes. */
const wholes: FaultType[] = ['hang_up', 'garbage', 'down']

interface FaultFieldsProps {
  type: FaultType
  form: FaultForm
  fill: (part: Partial<FaultForm>) => void
}

/** What can be said of a fault of this type: its own attributes, which way it acts, how often it hits. */
export function FaultFields({ type, form, fill }: FaultFieldsProps) {
  const { words, say } = useWords()
  const { on, effect, attributes, simulated } = faultFactsOf(type)
  const fields: [string, Field][] = Object.entries(attributes)
  return (
    <>
      <p className="px-4 pb-1 text-12 text-ink-3">
        {say(effect)}
        {simulated && <span className="ml-1.5 rounded-1 border border-line-2 px-1">{words.faults.simulated}</span>}
      </p>
      {fields.map(([name, field]) => (
        <Setting key={name} label={say(field.label)}>
          <FieldControl
            field={field}
            label={say(field.label)}
            testId={`fault-${type}-${name}`}
            value={form.attributes[name] ?? field.default}
            onChange={(value) => fill({ attributes: { ...form.attributes, [name]: value } })}
          />
        </Setting>
      ))}
      {on === 'link' && !wholes.includes(type) && (
        <Setting label={words.faults.direction}>
          <select
            aria-label={words.faults.direction}
            data-testid="fault-stream"
            value={form.stream}
            onChange={(event) => fill({ stream: event.currentTarget.value as Fault['stream'] })}
            className="h-7 rounded-2 border border-line-2 bg-surface px-1.5 text-12 max-mid:h-10"
          >
            {streams.map((stream) => (
              <option key={stream} value={stream}>
                {words.faults.directions[stream]}
              </option>
            ))}
          </select>
        </Setting>
      )}
      {on !== 'engine' && !always.includes(type) && (
        <Setting label={words.faults.share}>
          <FieldControl
            field={toxicityField}
            label={words.faults.share}
            testId="fault-toxicity"
            value={Number((form.toxicity * 100).toFixed(3))}
            onChange={(value) => fill({ toxicity: Number(value) / 100 })}
          />
        </Setting>
      )}
    </>
  )
}

function Setting({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="flex min-h-8 items-center gap-2 px-4 max-mid:min-h-11">
      <span className="min-w-0 flex-1 text-12 text-ink-2">{label}</span>
      {children}
    </div>
  )
}
