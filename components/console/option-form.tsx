'use client'
import { useWords } from '#components/text/use-words.tsx'
import { FieldControl } from '#components/ui/field-control.tsx'
import { SectionHead } from '#components/ui/section-head.tsx'
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
              <FieldControl
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
