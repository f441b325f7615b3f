'use client'
/** Every other fault: chosen by what it acts on, filled in by its own row, and set; and what is on, to be lifted. */
import { useState } from 'react'
import { type Aim, targetFor } from '#components/run/fault-aim.ts'
import { activeFaults } from '#components/run/fault-spans.ts'
import type { Helm } from '#components/run/use-steering.ts'
import { useWords } from '#components/text/use-words.tsx'
import { Button } from '#components/ui/button.tsx'
import type { Experiment, Fault } from '#core/experiment.ts'
import { type FaultPlace, type FaultType, faultFactsOf, faultTypes } from '#core/faults.ts'
import { faultLabel, legLabel } from '#core/labels.ts'
import type { RunView } from '#core/run-view.ts'
import { FaultFields } from './fault-fields.tsx'
import { nextHandId } from './use-fault-drafts.ts'
import { faultFrom, useFaultForm } from './use-fault-form.ts'

export interface MoreFaultsProps {
  experiment: Experiment
  view: RunView | null
  aim: Aim
  helm: Helm
  disabled: boolean
}

const places: FaultPlace[] = ['link', 'messages', 'service', 'consumer', 'engine']

export function MoreFaults({ experiment, view, aim, helm, disabled }: MoreFaultsProps) {
  const { words, say, locale } = useWords()
  const possible = faultTypes.filter((type) => targetFor(type, aim, experiment) !== null)
  const [chosen, choose] = useState<FaultType | null>(null)
  const type = chosen !== null && possible.includes(chosen) ? chosen : null
  const [form, fill] = useFaultForm(type ?? 'latency')
  const target = type && targetFor(type, aim, experiment)
  const set = () => {
    if (!type || !target) return
    void helm.act((steering) => steering.setFault(faultFrom(form, { id: nextHandId(view), type, target })))
  }
  return (
    <section className="border-line border-t py-2 text-13" aria-label={words.faults.more} data-testid="more-faults">
      {activeFaults(view).map((fault) => (
        <div key={fault.id} className="flex min-h-10 items-center gap-2 bg-fault-bg px-4 font-medium text-fault">
          <span className="min-w-0 flex-1 truncate">
            {whereOf(fault)} · {faultLabel(fault, locale)}
          </span>
          <Button
            size="small"
            disabled={disabled}
            data-testid={`lift-${fault.id}`}
            onClick={() => void helm.act((steering) => steering.clearFault(fault.id))}
          >
            {words.faults.lift}
          </Button>
        </div>
      ))}
      <div className="flex min-h-10 items-center gap-2 px-4">
        <span className="flex-none">{words.faults.more}</span>
        <select
          aria-label={words.faults.chosen}
          data-testid="fault-type"
          value={type ?? ''}
          onChange={(event) => choose((event.currentTarget.value || null) as FaultType | null)}
          className="h-7 min-w-0 flex-1 rounded-2 border border-line-2 bg-surface px-1.5 font-medium text-12 text-ink-2 hover:border-control max-mid:h-10"
        >
          <option value="">{words.faults.choose}</option>
          {places.map((place) => {
            const here = possible.filter((one) => faultFactsOf(one).on === place)
            return (
              here.length > 0 && (
                <optgroup key={place} label={words.faults.groups[place]}>
                  {here.map((one) => (
                    <option key={one} value={one}>
                      {say(faultFactsOf(one).label)}
                    </option>
                  ))}
                </optgroup>
              )
            )
          })}
        </select>
        <Button
          size="small"
          className="w-[76px]"
          disabled={disabled || target === null}
          data-testid="fault-set"
          onClick={set}
        >
          {words.faults.set}
        </Button>
      </div>
      {type !== null && <FaultFields key={type} type={type} form={form} fill={fill} />}
    </section>
  )

  function whereOf({ target: at }: Fault): string {
    const who = experiment.lanes.find(({ id }) => id === at.lane)?.name[locale] ?? words.faults.allLanes
    return `${who} ${'leg' in at ? legLabel(at.leg, locale) : words.faults.groups[at.part]}`
  }
}
