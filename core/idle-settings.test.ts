import { describe, expect, test } from 'vitest'
import { settingsIn } from './idle-settings.ts'
import { parseExperiment } from './parse-experiment.ts'
import { factsOf } from './protocols.ts'

function issuesOf(lane: object) {
  const parsed = parseExperiment({ lanes: [{ id: 'a', ...lane }] })
  return parsed.ok ? [] : parsed.issues.map(({ path, message }) => `${path}: ${message}`)
}

describe('what can have no effect is refused, with what it needs', () => {
  test.each<[object, string[]]>([
    [
      { protocol: 'sqs', options: { crash: 'before-ack' } },
      ["crash: 'before-ack' has no effect: it needs 'crashAt' other than -1 or 'crashRate' other than 0 as well"],
    ],
    ...(['sqs', 'kafka', 'mqtt'] as const).map((protocol): [object, string[]] => [
      { protocol, options: { acknowledge: 'never', crash: 'after-ack', crashAt: 5 } },
      [
        "crash: 'after-ack' has no effect beside 'acknowledge: never': nothing is acknowledged, so nothing comes after it",
      ],
    ]),
    [
      { protocol: 'mqtt', options: { crashAt: 5 } },
      ["crashAt: 5 has no effect: it needs 'crash' other than 'never' as well"],
    ],
    [
      { protocol: 'sqs', options: { redriveAfterS: 3 } },
      ["redriveAfterS: 3 has no effect: it needs 'maxReceives' other than 0 as well"],
    ],
    [
      { protocol: 'sqs', options: { groups: 3, deduplicateBy: 'content' } },
      [
        "groups: 3 has no effect: it needs 'queue: fifo' as well",
        "deduplicateBy: 'content' has no effect: it needs 'queue: fifo' as well",
      ],
    ],
    [
      { protocol: 'sqs', options: { subscribers: 3 } },
      ["subscribers: 3 has no effect: it needs the style 'publish-subscribe', and this is 'one-way'"],
    ],
    [
      { protocol: 'http', options: { pollIntervalMs: 250 } },
      ["pollIntervalMs: 250 has no effect: it needs the style 'async-request-reply', and this is 'request-reply'"],
    ],
    [
      { protocol: 'grpc', options: { streaming: 'bidi' } },
      ["streaming: 'bidi' has no effect: it needs the style 'stream', and this is 'request-reply'"],
    ],
    [
      { protocol: 'websocket', options: { volatile: true } },
      ["volatile: true has no effect: it needs the style 'one-way', and this is 'request-reply'"],
    ],
    [
      { protocol: 'http', options: { tlsVersion: '1.2' } },
      ["tlsVersion: '1.2' has no effect: it needs 'tls' other than 'off' as well"],
    ],
  ])('%j', (lane, issues) => {
    expect(issuesOf(lane)).toEqual(issues.map((issue) => `lanes[0].options.${issue}`))
  })

  test('also behind a service', () => {
    const calls = [{ protocol: 'sqs', options: { groups: 3 } }]
    expect(issuesOf({ protocol: 'http', service: { calls } })).toEqual([
      "lanes[0].service.calls[0].options.groups: 3 has no effect: it needs 'queue: fifo' as well",
    ])
  })

  test.each<[object]>([
    [{ protocol: 'sqs', options: { crash: 'before-ack', crashRate: 0.1 } }],
    [{ protocol: 'sqs', options: { acknowledge: 'never', crash: 'before-ack', crashRate: 0.1 } }],
    [{ protocol: 'sqs', options: { acknowledge: 'before', crash: 'after-ack', crashRate: 0.1 } }],
    [{ protocol: 'sqs', options: { maxReceives: 2, redriveAfterS: 3, queue: 'fifo', groups: 3 } }],
    [{ protocol: 'sqs', style: 'publish-subscribe', options: { subscribers: 3 } }],
    [{ protocol: 'grpc', style: 'stream', options: { streaming: 'bidi' } }],
    // What an experiment says that was written out in full.
    [{ protocol: 'sqs', options: { crash: 'never', crashAt: -1, groups: 10, subscribers: 2, redriveAfterS: 0 } }],
  ])('and what has one is not: %j', (lane) => {
    expect(issuesOf(lane)).toEqual([])
  })

  test('a style that cannot be is the only thing that is wrong', () => {
    expect(issuesOf({ protocol: 'sqs', style: 'stream', options: { subscribers: 3 } })).toHaveLength(1)
  })
})

test('in another style, what counts only in the one before has its default again', () => {
  const { options } = factsOf('sqs')
  const values = { subscribers: 3, consumers: 7 }
  expect(settingsIn(options, values, 'one-way')).toEqual({ subscribers: 2, consumers: 7 })
  expect(settingsIn(options, values, 'publish-subscribe')).toEqual(values)
})
