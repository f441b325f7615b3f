'use client'
/** One lane: its name and what is spoken are in sight, the rest is folded away. */
import { type ReactNode, useState } from 'react'
import { lookOf } from '#components/run/lane-look.ts'
import type { EditorWords } from '#components/text/editor-words.ts'
import { useWords } from '#components/text/use-words.tsx'
import { Button } from '#components/ui/button.tsx'
import { ChevronRightIcon, CloseIcon, CopyIcon, DownIcon, UpIcon } from '#components/ui/icons.tsx'
import { Swatch } from '#components/ui/marker.tsx'
import type { Experiment, Lane } from '#core/experiment.ts'
import type { Issue } from '#core/issue.ts'
import { factsOf } from '#core/protocols.ts'
import type { Locale } from '#core/text.ts'
import { CallerFields } from './caller-fields.tsx'
import { changeLane, duplicateLane, issueAt, moveLane, removeLane } from './edit.ts'
import { SwitchRow, TextRow } from './field-row.tsx'
import { LoadFields } from './load-fields.tsx'
import { OptionFields, ProtocolFields } from './protocol-fields.tsx'
import { PublishFields } from './publish-fields.tsx'
import { ServiceFields } from './service-fields.tsx'

export interface LaneFormProps {
  words: EditorWords
  locale: Locale
  experiment: Experiment
  at: number
  issues: readonly Issue[]
  opened: boolean
  change: (to: (experiment: Experiment) => Experiment) => void
}

export function LaneForm({ words, locale, experiment, at, issues, opened, change }: LaneFormProps) {
  const { words: spoken } = useWords()
  const [open, setOpen] = useState(opened)
  const lane = experiment.lanes[at] as Lane
  const facts = factsOf(lane.call.protocol)
  const set = (next: Lane) => change((before) => changeLane(before, at, () => next))
  const issue = (path: string) => issueAt(issues, `lanes[${at}].${path}`)
  const wrong = issueAt(issues, `lanes[${at}]`) !== null
  const shared = { words, locale, lane, issue, onChange: set }
  const last = experiment.lanes.length - 1
  return (
    <li className="border-line border-t" data-testid={`edit-lane-${lane.id}`}>
      <div className="flex flex-wrap items-center gap-x-2 gap-y-1 px-5 py-2 max-mid:px-4">
        <button
          type="button"
          aria-expanded={open}
          className="flex min-h-8 min-w-0 flex-1 items-center gap-2 text-left max-mid:min-h-10"
          onClick={() => setOpen(!open)}
          data-testid="unfold"
        >
          <Swatch look={lookOf(at)} />
          <b className="min-w-0 truncate font-medium text-14">{lane.name[locale]}</b>
          <span className="flex-none text-12 text-ink-3 max-mid:hidden">
            {facts.name} · {spoken.styles[lane.call.style]}
          </span>
          {wrong && <span className="flex-none text-12 text-danger">!</span>}
        </button>
        <span className="flex flex-none gap-1">
          <LaneButton label={words.up} disabled={at === 0} onClick={() => change((e) => moveLane(e, at, -1))}>
            <UpIcon />
          </LaneButton>
          <LaneButton label={words.down} disabled={at === last} onClick={() => change((e) => moveLane(e, at, 1))}>
            <DownIcon />
          </LaneButton>
          <LaneButton label={words.duplicate} onClick={() => change((e) => duplicateLane(e, at))}>
            <CopyIcon />
          </LaneButton>
          <LaneButton label={words.remove} disabled={last === 0} onClick={() => change((e) => removeLane(e, at))}>
            <CloseIcon />
          </LaneButton>
        </span>
      </div>
      {open && (
        <div className="px-5 pb-3 max-mid:px-4">
          <TextRow
            label={words.name}
            value={lane.name[locale]}
            maxLength={100}
            issue={issue('name')}
            testId="lane-name"
            onChange={(text) => set({ ...lane, name: { ko: text, en: text } })}
          />
          <ProtocolFields {...shared} />
          <Fold title={words.options}>
            <OptionFields {...shared} />
          </Fold>
          <Fold title={words.service}>
            <ServiceFields
              {...{ words }}
              service={lane.call.to}
              issue={(path) => issue(`call.to.${path}`)}
              onChange={(to) => set({ ...lane, call: { ...lane.call, to } })}
            />
          </Fold>
          <Fold title={words.caller}>
            <CallerFields {...shared} />
          </Fold>
          {facts.engine && (
            <Fold title={words.publish}>
              <PublishFields
                {...{ words, locale }}
                publish={lane.call.publish}
                issue={(path) => issue(`call.publish.${path}`)}
                onChange={(publish) => {
                  const { publish: _before, ...call } = lane.call
                  set({ ...lane, call: publish ? { ...call, publish } : call })
                }}
              />
            </Fold>
          )}
          <SwitchRow
            label={words.ownLoad}
            value={lane.workload !== undefined}
            issue={null}
            testId="own-load"
            onChange={(own) => {
              const { workload: _before, ...rest } = lane
              set(own ? { ...lane, workload: experiment.workload } : rest)
            }}
          />
          {lane.workload && (
            <LoadFields
              {...{ words }}
              workload={lane.workload}
              issue={(path) => issue(`workload.${path}`)}
              testId="lane-load"
              onChange={(workload) => set({ ...lane, workload })}
            />
          )}
        </div>
      )}
    </li>
  )
}

function LaneButton({
  label,
  disabled,
  onClick,
  children,
}: {
  label: string
  disabled?: boolean
  onClick: () => void
  children: ReactNode
}) {
  return (
    <Button look="ghost" size="smallIcon" aria-label={label} title={label} disabled={disabled} onClick={onClick}>
      {children}
    </Button>
  )
}

function Fold({ title, children }: { title: string; children: ReactNode }) {
  return (
    <details className="group border-grid border-t">
      <summary className="-ml-1 flex min-h-9 cursor-pointer list-none items-center gap-1 py-1.5 font-medium text-13 max-mid:min-h-11">
        <span className="flex-none transition-transform group-open:rotate-90">
          <ChevronRightIcon />
        </span>
        {title}
      </summary>
      <div className="pb-2">{children}</div>
    </details>
  )
}
