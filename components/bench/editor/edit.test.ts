import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { exampleExperiment } from '#core/example.fixture.ts'
import type { Experiment, Lane } from '#core/experiment.ts'
import { parseExperiment } from '#core/parse-experiment.ts'
import { factsOf, type Options, protocolIds, styles } from '#core/protocols.ts'
import {
  addLane,
  changeLane,
  duplicateLane,
  issueAt,
  moveLane,
  removeLane,
  withAttempts,
  withProtocol,
  withStyle,
} from './edit.ts'

const base: Experiment = { ...exampleExperiment, faults: [], thresholds: [] }
const ids = ({ lanes }: Experiment) => lanes.map(({ id }) => id)

describe('lanes', () => {
  test('are added, doubled, moved and removed, each under a name of its own', () => {
    const added = addLane(addLane(base))
    expect(new Set(ids(added)).size).toBe(base.lanes.length + 2)
    const doubled = duplicateLane(added, 0)
    expect(doubled.lanes[1]).toMatchObject({ name: added.lanes[0]?.name, call: added.lanes[0]?.call })
    expect(doubled.lanes[1]?.id).not.toBe(added.lanes[0]?.id)
    expect(ids(moveLane(base, 1, -1))).toEqual([...ids(base)].reverse())
    expect(moveLane(base, 0, -1)).toBe(base)
    expect(ids(removeLane(base, 0))).toEqual(ids(base).slice(1))
    expect(parseExperiment(doubled)).toMatchObject({ ok: true })
  })

  test('take along what was said of them', () => {
    const [first, second] = ids(base)
    const said = {
      ...base,
      faults: [
        {
          id: 'a',
          type: 'stop',
          target: { lane: first as string, edge: 'e1', part: 'service' },
          stream: 'downstream',
          toxicity: 1,
          attributes: {},
        } as const,
      ],
      thresholds: [`${first}.failed == 0`, `${second}.sent > 2*${first}.sent`, `${second}.failed == 0`],
    }
    const rest = removeLane(said, 0)
    expect(rest.faults).toEqual([])
    expect(rest.thresholds).toEqual([`${second}.failed == 0`])
  })
})

test('whatever is chosen one after the other, what comes of it can be run', () => {
  const choice = fc.record({
    protocol: fc.constantFrom(...protocolIds),
    style: fc.constantFrom(...styles),
    attempts: fc.integer({ min: 1, max: 5 }),
  })
  fc.assert(
    fc.property(fc.array(choice, { minLength: 1, maxLength: 6 }), (choices) => {
      let experiment = addLane(base)
      const at = experiment.lanes.length - 1
      for (const { protocol, style, attempts } of choices) {
        experiment = changeLane(experiment, at, (lane) => {
          const spoken = withProtocol(lane, protocol)
          const styled = Object.hasOwn(factsOf(protocol).styles, style) ? withStyle(spoken, style) : spoken
          return withAttempts(styled, attempts)
        })
        const parsed = parseExperiment(experiment)
        expect(parsed.ok ? parsed.experiment : parsed.issues).toEqual(experiment)
      }
    }),
  )
})

test('an option that counts only in one style goes with it; one that lacks another is said at its field', () => {
  const at = base.lanes.length
  const options = (lane: Lane, more: Options) => ({
    ...lane,
    call: { ...lane.call, options: { ...lane.call.options, ...more } },
  })
  const queue = changeLane(addLane(base, 'sqs'), at, (lane) =>
    options(withStyle(lane, 'publish-subscribe'), { subscribers: 3, consumers: 7 }),
  )
  const sent = changeLane(queue, at, (lane) => withStyle(lane, 'one-way'))
  expect(sent.lanes[at]?.call.options).toMatchObject({ subscribers: 2, consumers: 7 })
  expect(parseExperiment(sent).ok).toBe(true)
  const crashing = parseExperiment(changeLane(sent, at, (lane) => options(lane, { crash: 'before-ack' })))
  expect(issueAt(crashing.ok ? [] : crashing.issues, `lanes[${at}].call.options.crash`)).toMatch(/'crashAt'/)
})

test('an impossible style is refused at its field, with the nearest one', () => {
  const odd = changeLane(addLane(base), base.lanes.length, (lane) =>
    withStyle(withProtocol(lane, 'grpc'), 'publish-subscribe'),
  )
  const parsed = parseExperiment(odd)
  const issues = parsed.ok ? [] : parsed.issues
  expect(issueAt(issues, `lanes[${base.lanes.length}].call.style`)).toMatch(/the nearest style is/)
  expect(issueAt(issues, 'lanes[0]')).toBeNull()
})
