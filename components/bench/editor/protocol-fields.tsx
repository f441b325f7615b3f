'use client'
import type { EditorWords } from '#components/text/editor-words.ts'
import { useWords } from '#components/text/use-words.tsx'
import { FieldControl } from '#components/ui/field-control.tsx'
import type { Lane } from '#core/experiment.ts'
import { countsIn } from '#core/idle-settings.ts'
import { factsOf, protocolIds, styles } from '#core/protocols.ts'
import type { Locale } from '#core/text.ts'
import { withProtocol, withStyle } from './edit.ts'
import { ChoiceRow, FieldRow } from './field-row.tsx'

interface ProtocolFieldsProps {
  words: EditorWords
  locale: Locale
  lane: Lane
  issue: (path: string) => string | null
  onChange: (lane: Lane) => void
}

export function ProtocolFields({ words, locale, lane, issue, onChange }: ProtocolFieldsProps) {
  const { words: spoken } = useWords()
  const facts = factsOf(lane.call.protocol)
  const cannot = styles.flatMap((style) => {
    const impossible = facts.impossible[style]
    return impossible ? [{ style, ...impossible }] : []
  })
  return (
    <>
      <ChoiceRow
        label={words.protocol}
        value={lane.call.protocol}
        choices={protocolIds.map((value) => ({ value, label: factsOf(value).name }))}
        issue={issue('call.protocol')}
        testId="protocol"
        onChange={(protocol) => onChange(withProtocol(lane, protocol))}
      />
      <ChoiceRow
        label={words.style}
        value={lane.call.style}
        choices={styles.map((value) => ({
          value,
          label: spoken.styles[value],
          disabled: !Object.hasOwn(facts.styles, value),
        }))}
        issue={issue('call.style')}
        testId="style"
        onChange={(style) => onChange(withStyle(lane, style))}
      />
      {cannot.length > 0 && (
        <ul className="mt-1 mb-2 space-y-0.5 text-12 text-ink-3 leading-normal" data-testid="impossible">
          {cannot.map(({ style, why, nearest }) => (
            <li key={style}>
              <b className="font-medium">{spoken.styles[style]}</b> – {why[locale]} (
              {words.nearest(spoken.styles[nearest])})
            </li>
          ))}
        </ul>
      )}
    </>
  )
}

/** The options of the protocol's row that count in the chosen style, and why one is missing that others have. */
export function OptionFields({ locale, lane, issue, onChange }: Omit<ProtocolFieldsProps, 'words'>) {
  const { options, style, protocol } = lane.call
  const { options: rows, absent = {} } = factsOf(protocol)
  const fields = Object.entries(rows).filter(([, field]) => countsIn(field, style))
  return (
    <>
      {fields.map(([name, field]) => (
        <FieldRow key={name} label={field.label[locale]} issue={issue(`call.options.${name}`)}>
          {({ id, label }) => (
            <FieldControl
              {...{ field, id, label }}
              free
              testId={`option-${name}`}
              value={options[name] ?? field.default}
              onChange={(value) =>
                onChange({ ...lane, call: { ...lane.call, options: { ...options, [name]: value } } })
              }
            />
          )}
        </FieldRow>
      ))}
      {Object.entries(absent).map(([name, why]) => (
        <p key={name} className="mt-1 mb-2 text-12 text-ink-3 leading-normal" data-testid={`absent-${name}`}>
          <b className="num font-medium">{name}</b> – {why[locale]}
        </p>
      ))}
    </>
  )
}
