'use client'
/** What was chosen in the picture: the faults that are planned there, and what can be said of the service. */
import { useState } from 'react'
import { FaultFields } from '#components/bench/fault-fields.tsx'
import { formOf } from '#components/bench/use-fault-form.ts'
import { targetFor } from '#components/run/fault-aim.ts'
import type { EditorWords } from '#components/text/editor-words.ts'
import { useWords } from '#components/text/use-words.tsx'
import { Button } from '#components/ui/button.tsx'
import { edgeAt } from '#core/call-path.ts'
import type { Experiment, Fault, Lane, Target } from '#core/experiment.ts'
import { type FaultPlace, type FaultType, faultFactsOf, faultTypes } from '#core/faults.ts'
import { faultLabel, legLabel } from '#core/labels.ts'
import type { Locale } from '#core/text.ts'
import { actsAt, addCall, addFault, changeEdge, changeFault, removeCall, removeFault } from './edit-calls.ts'
import { NumberRow } from './field-row.tsx'
import type { Piece } from './picture.ts'
import { OptionFields, ProtocolFields } from './protocol-fields.tsx'
import { ServiceFields } from './service-fields.tsx'

interface PiecePanelProps {
  words: EditorWords
  locale: Locale
  experiment: Experiment
  lane: Lane
  piece: Piece
  change: (to: (experiment: Experiment) => Experiment) => void
}

const placesOf: Record<Piece['is'], FaultPlace[]> = {
  caller: [],
  link: ['link', 'messages'],
  broker: ['engine'],
  service: ['service', 'consumer'],
}

export function PiecePanel({ words, locale, experiment, lane, piece, change }: PiecePanelProps) {
  const edge = piece.is === 'caller' ? null : edgeAt(lane.call, piece.edge)
  if (piece.is === 'caller' || !edge)
    return <p className="px-5 py-3 text-12 text-ink-3 max-mid:px-4">{words.callerHint}</p>
  const name = piece.is === 'link' ? legLabel(piece.leg, locale) : piece.is === 'broker' ? piece.protocol : piece.name
  const set = (next: Lane) =>
    change((before) => changeEdge(before, lane.id, { id: edge.id, to: () => ({ ...edge, ...next.call }) }))
  return (
    <section className="px-5 py-3 max-mid:px-4" aria-label={name} data-testid="piece-panel">
      <div className="flex flex-wrap items-center gap-2">
        <h3 className="min-w-0 flex-1 font-strong text-13">
          {words.pieces[piece.is]} · {name} <span className="num font-regular text-12 text-ink-3">{edge.id}</span>
        </h3>
        {piece.is === 'service' && (
          <>
            <Button
              size="small"
              data-testid="add-call"
              onClick={() => change((before) => addCall(before, lane.id, edge.id))}
            >
              + {words.addCall}
            </Button>
            {edge.id !== 'e1' && (
              <Button
                look="ghost"
                size="small"
                data-testid="remove-call"
                onClick={() => change((before) => removeCall(before, lane.id, edge.id))}
              >
                {words.removeCall}
              </Button>
            )}
          </>
        )}
      </div>
      <FaultsHere {...{ words, locale, experiment, lane, piece, change }} />
      {piece.is === 'service' && (
        <div className="mt-2 border-grid border-t pt-2">
          <ServiceFields
            {...{ words }}
            service={edge.to}
            issue={nothingWrong}
            onChange={(to) => set({ ...lane, call: { ...edge, to } })}
          />
        </div>
      )}
      {piece.is !== 'service' && (
        <div className="mt-2 border-grid border-t pt-2">
          <ProtocolFields {...{ words, locale }} lane={{ ...lane, call: edge }} issue={nothingWrong} onChange={set} />
          <OptionFields {...{ locale }} lane={{ ...lane, call: edge }} issue={nothingWrong} onChange={set} />
        </div>
      )}
    </section>
  )
}

/** It is said in the text, at its place, and below. */
const nothingWrong = () => null

function FaultsHere({ words, locale, experiment, lane, piece, change }: PiecePanelProps) {
  const { words: spoken, say } = useWords()
  const [chosen, choose] = useState<FaultType | ''>('')
  if (piece.is === 'caller') return null
  const aim = { lane: lane.id, edge: piece.edge, leg: piece.is === 'link' ? piece.leg : null }
  const possible = faultTypes.filter(
    (type) => placesOf[piece.is].includes(faultFactsOf(type).on) && targetFor(type, aim, experiment) !== null,
  )
  const here = experiment.faults.filter((fault) => targetsOf(lane.id, piece).some((target) => actsAt(fault, target)))
  const add = () => {
    const target = chosen === '' ? null : targetFor(chosen, aim, experiment)
    if (chosen === '' || !target) return
    change((before) => addFault(before, { type: chosen, target, ...formOf(chosen) }))
    choose('')
  }
  return (
    <div className="mt-2 text-13">
      {here.map((fault) => (
        <details key={fault.id} className="border-grid border-t bg-fault-bg" data-testid={`planned-${fault.id}`}>
          <summary className="flex min-h-10 cursor-pointer items-center gap-2 px-2 font-medium text-fault">
            <span className="min-w-0 flex-1 truncate">
              {faultLabel(fault, locale)}
              {fault.target.lane === '*' && ` · ${spoken.faults.allLanes}`}
              <span className="num pl-2 font-regular text-12">{windowText(fault)}</span>
            </span>
          </summary>
          <div className="bg-surface pb-2">
            <div className="px-4">
              <NumberRow
                label={words.faultFrom}
                value={fault.atS ?? 0}
                unit="s"
                issue={null}
                testId={`${fault.id}-at`}
                onChange={(atS) => change((before) => changeFault(before, fault.id, { atS }))}
              />
              <NumberRow
                label={words.faultFor}
                value={fault.forS ?? 0}
                unit="s"
                issue={null}
                testId={`${fault.id}-for`}
                onChange={(forS) => change((before) => withLength(before, fault, forS))}
              />
            </div>
            <FaultFields
              type={fault.type}
              form={fault}
              fill={(part) => change((before) => changeFault(before, fault.id, part))}
            />
            <div className="flex justify-end px-4">
              <Button
                size="small"
                aria-label={`${words.remove}: ${fault.id}`}
                onClick={() => change((before) => removeFault(before, fault.id))}
              >
                {words.remove}
              </Button>
            </div>
          </div>
        </details>
      ))}
      <div className="flex min-h-10 items-center gap-2">
        <select
          aria-label={spoken.faults.chosen}
          data-testid="plan-fault-type"
          value={chosen}
          onChange={(event) => choose(event.currentTarget.value as FaultType | '')}
          className="h-8 min-w-0 flex-1 rounded-2 border border-line-2 bg-surface px-1.5 text-12 text-ink-2 max-mid:h-10"
        >
          <option value="">{spoken.faults.choose}</option>
          {possible.map((type) => (
            <option key={type} value={type}>
              {say(faultFactsOf(type).label)}
            </option>
          ))}
        </select>
        <Button size="small" disabled={chosen === ''} data-testid="plan-fault" onClick={add}>
          {words.planFault}
        </Button>
      </div>
    </div>
  )
}

function targetsOf(lane: string, piece: Exclude<Piece, { is: 'caller' }>): Target[] {
  const { edge } = piece
  if (piece.is === 'link') return [{ lane, edge, leg: piece.leg }]
  if (piece.is === 'broker') return [{ lane, edge, part: 'engine' }]
  return [
    { lane, edge, part: 'service' },
    { lane, edge, part: 'consumer' },
  ]
}

/** Without a length it lasts to the end. */
function withLength(experiment: Experiment, fault: Fault, lengthS: number): Experiment {
  const { forS: _before, ...rest } = fault
  const now = lengthS > 0 ? { ...rest, forS: lengthS } : rest
  return { ...experiment, faults: experiment.faults.map((one) => (one.id === fault.id ? now : one)) }
}

function windowText({ atS = 0, forS }: Fault): string {
  return `${atS}\u00a0s${forS === undefined ? ' →' : ` + ${forS}\u00a0s`}`
}
