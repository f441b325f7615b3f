'use client'
/** What the form of the drawer holds: of each type, what was last chosen for it. */
import { useState } from 'react'
import { DEFAULT_STREAM } from '#core/defaults.ts'
import type { Fault, Target } from '#core/experiment.ts'
import { type FaultType, faultFactsOf } from '#core/faults.ts'
import { defaultsOf } from '#core/fields.ts'
import type { Options } from '#core/protocols.ts'

export interface FaultForm {
  stream: Fault['stream']
  toxicity: number
  attributes: Options
}

export function useFaultForm(type: FaultType): [FaultForm, (part: Partial<FaultForm>) => void] {
  const [forms, setForms] = useState<Partial<Record<FaultType, FaultForm>>>({})
  const form = forms[type] ?? formOf(type)
  return [form, (part) => setForms((now) => ({ ...now, [type]: { ...form, ...part } }))]
}

export function formOf(type: FaultType): FaultForm {
  const { stream = DEFAULT_STREAM, attributes } = faultFactsOf(type)
  return { stream, toxicity: 1, attributes: defaultsOf(attributes) }
}

export function faultFrom(form: FaultForm, of: { id: string; type: FaultType; target: Target }): Fault {
  return { ...of, ...form }
}
