import { describe, expect, test } from 'vitest'
import { parseExperiment } from './parse-experiment.ts'
import { crashPoints, crashPointsOf, strategies } from './publishing.ts'
import { writtenFormOf } from './written-form.ts'

const lane = (publish: unknown, more = {}) => ({ lanes: [{ id: 'a', protocol: 'sqs', publish, ...more }] })

describe('publish', () => {
  test('has a default for all but the strategy, and a relay only where there is one', () => {
    const crashing = { crash: 'never', crashAt: -1, crashRate: 0, restartMs: 200 }
    expect(parseExperiment(lane({ strategy: 'publish-first' }))).toMatchObject({
      experiment: { lanes: [{ call: { publish: { strategy: 'publish-first', ...crashing } } }] },
    })
    const parsed = parseExperiment(lane({ strategy: 'outbox' }))
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.issues))
    expect(parsed.experiment.lanes[0]?.call.publish).toEqual({
      strategy: 'outbox',
      ...crashing,
      relayIntervalMs: 100,
      relayBatch: 10,
    })
    expect(parseExperiment(parsed.experiment)).toEqual(parsed)
    expect(writtenFormOf(parsed.experiment)).toEqual(lane({ strategy: 'outbox' }))
  })

  test('reads the same in the short form and in the long one', () => {
    const publish = { strategy: 'outbox', crash: 'between', crashAt: 3, relayBatch: 1 }
    expect(parseExperiment({ lanes: [{ id: 'a', call: { protocol: 'sqs', publish } }] })).toEqual(
      parseExperiment(lane(publish)),
    )
  })

  test.each(strategies.flatMap((strategy) => crashPoints.map((crash) => [strategy, crash] as const)))(
    '%s takes a crash at %s only where that lies on its way',
    (strategy, crash) => {
      const parsed = parseExperiment(lane({ strategy, crash, crashRate: 0.1 }))
      expect(parsed.ok).toBe(crashPointsOf[strategy].includes(crash))
    },
  )

  test.each<[string, unknown, string]>([
    [
      'lanes[0].publish',
      { lanes: [{ id: 'a', protocol: 'http', publish: { strategy: 'outbox' } }] },
      'HTTP has no broker to publish to; a service publishes over SQS, MQTT or Kafka',
    ],
    [
      'lanes[0].call.publish',
      { lanes: [{ id: 'a', call: { protocol: 'tcp', publish: { strategy: 'outbox' } } }] },
      'TCP has no broker to publish to; a service publishes over SQS, MQTT or Kafka',
    ],
    [
      'lanes[0].publish',
      { lanes: [{ id: 'a', protocol: 'http', publish: { strategy: 'outbox' }, call: { protocol: 'sqs' } }] },
      "write it inside 'call', or leave 'call' out",
    ],
    [
      'lanes[0].publish.strategy',
      lane({ strategy: 'commitfirst' }),
      "'commitfirst' is not a strategy; did you mean 'commit-first'?",
    ],
    ['lanes[0].publish.strategy', lane({}), 'missing; it may be publish-first, commit-first or outbox'],
    [
      'lanes[0].publish.crash',
      lane({ strategy: 'commit-first', crash: 'relay-before-mark', crashRate: 0.1 }),
      "'commit-first' has no 'relay-before-mark'; it may be never, before, between or after",
    ],
    [
      'lanes[0].publish.crash',
      lane({ strategy: 'commit-first', crash: 'between' }),
      'nothing says when: write crashAt or crashRate as well',
    ],
    [
      'lanes[0].publish.relayBatch',
      lane({ strategy: 'publish-first', relayBatch: 5 }),
      "'publish-first' has no relay; only 'outbox' has one",
    ],
    ['lanes[0].publish.crashRate', lane({ strategy: 'outbox', crashRate: 2 }), '2 is not a number from 0 to 1'],
    [
      'lanes[0].publish.crashAt',
      lane({ strategy: 'outbox', crashAt: -2 }),
      '-2 is not a whole number from -1 to 999999999',
    ],
    ['lanes[0].publish.restartS', lane({ strategy: 'outbox', restartS: 1 }), "did you mean 'restartMs'?"],
  ])('%s is named where it is wrong: %#', (path, written, message) => {
    const parsed = parseExperiment(written)
    expect(parsed.ok ? [] : parsed.issues).toContainEqual({ path, message: expect.stringContaining(message) })
  })
})
