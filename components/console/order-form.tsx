'use client'
/** The order as a form: customer, items, and the note or the padding in its place. */
import type { ReactNode } from 'react'
import { formatCount } from '#components/run/format.ts'
import { useWords } from '#components/text/use-words.tsx'
import { Button } from '#components/ui/button.tsx'
import { CloseIcon } from '#components/ui/icons.tsx'
import { NumberField } from '#components/ui/number-field.tsx'
import { SectionHead } from '#components/ui/section-head.tsx'
import { Segmented } from '#components/ui/segmented.tsx'
import type { OrderItem } from '#core/order.ts'
import { type Draft, MOST_ITEMS } from './draft.ts'

export interface OrderFormProps {
  draft: Draft
  largestPayloadBytes: number
  onChange: (part: Partial<Draft>) => void
}

const MOST_QUANTITY = 1_000_000
const MOST_CENTS = 100_000_000

export function OrderForm({ draft, largestPayloadBytes, onChange }: OrderFormProps) {
  const { words } = useWords()
  const change = (index: number, part: Partial<OrderItem>) =>
    onChange({ items: draft.items.map((item, i) => (i === index ? { ...item, ...part } : item)) })
  return (
    <fieldset className="min-w-0 border-line border-b pb-3">
      <SectionHead title={words.console.order} />
      <Row label={words.console.customer}>
        <TextField
          label={words.console.customer}
          value={draft.customerId}
          testId="order-customer"
          onChange={(customerId) => onChange({ customerId })}
        />
      </Row>
      {draft.items.map((item, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: an item is its place in the list
        <Row key={index} label={index === 0 ? words.console.items : ''}>
          <TextField
            label={`${words.console.items} ${index + 1}, ${words.console.sku}`}
            value={item.sku}
            onChange={(sku) => change(index, { sku })}
          />
          <span className="flex flex-none items-center text-ink-3">
            <NumberField
              label={`${words.console.items} ${index + 1}, ${words.console.quantity}`}
              value={item.quantity}
              min={1}
              max={MOST_QUANTITY}
              className="w-8"
              onCommit={(quantity) => change(index, { quantity: Math.round(quantity) })}
            />
            ×
            <NumberField
              label={`${words.console.items} ${index + 1}, ${words.console.priceCents}`}
              value={item.unitPriceCents}
              min={0}
              max={MOST_CENTS}
              className="w-14"
              onCommit={(cents) => change(index, { unitPriceCents: Math.round(cents) })}
            />
            <span className="pl-0.5">¢</span>
          </span>
          <Button
            look="ghost"
            size="smallIcon"
            disabled={draft.items.length === 1}
            aria-label={words.console.removeItem(item.sku)}
            onClick={() => onChange({ items: draft.items.filter((_, i) => i !== index) })}
          >
            <CloseIcon />
          </Button>
        </Row>
      ))}
      <Row label="">
        <Button
          size="small"
          disabled={draft.items.length >= MOST_ITEMS}
          onClick={() =>
            onChange({
              items: [...draft.items, { sku: `sku-${draft.items.length + 1}`, quantity: 1, unitPriceCents: 100 }],
            })
          }
        >
          {words.console.addItem}
        </Button>
      </Row>
      <Row label={words.console.note}>
        <Segmented
          label={words.console.note}
          value={draft.noteBy}
          options={[
            { value: 'text', label: words.console.noteText },
            { value: 'bytes', label: words.console.noteBytes },
          ]}
          onChoose={(noteBy) => onChange({ noteBy })}
        />
        {draft.noteBy === 'text' ? (
          <TextField
            label={words.console.note}
            value={draft.note}
            testId="order-note"
            onChange={(note) => onChange({ note })}
          />
        ) : (
          <span
            className="num flex flex-1 items-center justify-end gap-1 text-ink-3"
            title={formatCount(largestPayloadBytes)}
          >
            <NumberField
              label={`${words.console.note}, B`}
              value={draft.payloadBytes}
              min={0}
              max={largestPayloadBytes}
              testId="order-payload"
              className="w-20"
              onCommit={(bytes) => onChange({ payloadBytes: Math.round(bytes) })}
            />
            B
          </span>
        )}
      </Row>
    </fieldset>
  )
}

function Row({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="flex min-h-9 items-center gap-2 px-4 text-13 max-mid:min-h-11">
      <span className="w-14 flex-none text-12 text-ink-3">{label}</span>
      {children}
    </div>
  )
}

interface TextFieldProps {
  label: string
  value: string
  testId?: string
  onChange: (value: string) => void
}

function TextField({ label, value, testId, onChange }: TextFieldProps) {
  return (
    <input
      type="text"
      aria-label={label}
      data-testid={testId}
      value={value}
      maxLength={2000}
      spellCheck={false}
      onChange={(event) => onChange(event.currentTarget.value)}
      className="h-7 min-w-0 flex-1 rounded-2 border border-line-2 bg-surface px-2 text-13 hover:border-control max-mid:h-10"
    />
  )
}
