'use client'
import { useWords } from '#components/text/use-words.tsx'
import { NumberField } from '#components/ui/number-field.tsx'
import { SectionHead } from '#components/ui/section-head.tsx'
import type { Field } from '#core/fields.ts'
import type { Options, ProtocolId } from '#core/protocols.ts'
import { optionFieldsOf, optionNamesOf, type Sender } from './draft.ts'

export interface OptionFormProps {
  protocol: ProtocolId
  sender: Sender
  options: Options
  onChange: (name: string, value: string | number | boolean) => void
}

/** The options of the protocol's row, as far as who sends can choose them. */
export function OptionForm({ protocol, sender, options, onChange }: OptionFormProps) {
  const { words, say } = useWords()
  const fields = optionFieldsOf(protocol)
  const names = optionNamesOf(protocol, sender)
  const kept = Object.keys(fields).length - names.length
  return (
    <fieldset className="min-w-0 border-line border-b pb-2">
      <SectionHead title={words.console.options} />
      {names.map((name) => {
        const field = fields[name]
        return (
          field && (
            <div key={name} className="flex min-h-8 items-center gap-2 px-4 text-13 max-mid:min-h-11">
              <span className="min-w-0 flex-1 text-12 text-ink-2">{say(field.label)}</span>
              <Control
                field={field}
                label={say(field.label)}
                testId={`option-${name}`}
                value={options[name] ?? field.default}
                onChange={(value) => onChange(name, value)}
              />
            </div>
          )
        )
      })}
      {names.length === 0 && kept === 0 && <p className="px-4 pb-1 text-12 text-ink-3">{words.console.noOptions}</p>}
      {kept > 0 && <p className="px-4 pt-1 text-12 text-ink-3">{words.console.optionsOfServer}</p>}
    </fieldset>
  )
}

interface ControlProps {
  field: Field
  label: string
  testId: string
  value: string | number | boolean
  onChange: (value: string | number | boolean) => void
}

function Control({ field, label, testId, value, onChange }: ControlProps) {
  switch (field.type) {
    case 'choice':
      return (
        <select
          aria-label={label}
          data-testid={testId}
          value={String(value)}
          onChange={(event) => onChange(event.currentTarget.value)}
          className="num h-7 max-w-36 flex-none rounded-2 border border-line-2 bg-surface px-1.5 text-12 text-ink hover:border-control max-mid:h-10"
        >
          {field.values.map((choice) => (
            <option key={choice} value={choice}>
              {choice}
            </option>
          ))}
        </select>
      )
    case 'boolean':
      return (
        <input
          type="checkbox"
          aria-label={label}
          data-testid={testId}
          checked={value === true}
          onChange={(event) => onChange(event.currentTarget.checked)}
          className="size-4 flex-none accent-(--action) max-mid:size-6"
        />
      )
    case 'integer':
    case 'number':
      return (
        <span className="num flex flex-none items-center text-ink-3">
          <NumberField
            label={label}
            testId={testId}
            value={Number(value)}
            min={field.min}
            max={field.max}
            className="w-16"
            onCommit={(next) => onChange(field.type === 'integer' ? Math.round(next) : next)}
          />
          {field.unit && <span className="pl-1">{field.unit}</span>}
        </span>
      )
    default:
      return field satisfies never
  }
}
