/** docs/experiments.md as text. */
import { edgeMetrics } from '#core/edge-metrics.ts'
import { type FaultPlace, faultFactsOf, faultTypes } from '#core/faults.ts'
import type { Field, Fields } from '#core/fields.ts'
import { callSchema, formSchema, type JsonSchema } from '#core/json-schema.ts'
import { k6Methods, k6Series } from '#core/k6.ts'
import { defaultLimits } from '#core/limits.ts'
import { factsOf, protocolIds } from '#core/protocols.ts'
import { crashPointMeaning, crashPoints, crashPointsOf, strategies, strategyMeaning } from '#core/publishing.ts'
import { carriers, methods, notBegun, perhapsDone } from '#core/retry-rules.ts'
import { operators, stretchMetrics, wholeRunMetrics } from '#core/threshold.ts'
import { weightExamples } from '#core/weights.ts'
import { DEADLINE_HEADER } from '#server/protocols/deadline.ts'
import { variableOf } from '#server/settings.ts'

/** One that says little and shows the shorthands; the page's test parses it. */
export const exampleYaml = `# orders.yaml
title: { ko: 느린 링크와 큐, en: A slow link and a queue }
durationS: 20
workload: { open: { rateRps: 30 } }
lanes:
  - { id: http, protocol: http, timeoutMs: 1000 }
  - { id: queue, protocol: sqs, options: { consumers: 8 } }
faults:
  - { id: slow, type: latency, target: { lane: http }, attributes: { latency: 200 }, atS: 5, forS: 5 }
  - { id: down, type: stop, target: { lane: queue }, atS: 12, forS: 4 }
thresholds:
  - http.callerLatencyMs.p50 >= 200 during slow
  - queue.ledger.promisedButLost == 0
`

/** As a script of k6 has them; the page's test parses them. */
export const exampleThresholds = `thresholds:
  http_req_duration:
    - p(95)<300
    - { threshold: p(99)<500, abortOnFail: true, delayAbortEval: 2s }
  http_req_failed:
    - rate<0.01
`

/** Every policy once; the page's test parses it. */
export const examplePolicy = `policy:
  deadline: { ms: 800 }
  retry: { attempts: 3, delayMs: 50, backoff: exponential, jitter: full, budget: { ratio: 0.1 } }
  breaker: { consecutive: 5, breakMs: 2000 }
  bulkhead: { concurrent: 20, queueLimit: 10 }
  hedge: { percentile: 95 }
  fallback: {}
  rateLimit: { rateRps: 200, burst: 20, waitMs: 50 }
  balance: two-choices
`

/** Every shape once; the page's test parses each. */
export const exampleShapes = `workload: { open: { rateRps: 20, shape: { ramp: { toRps: 200, overS: 10 } } } }
workload: { open: { rateRps: 20, shape: { spike: { toRps: 300, atS: 5, forS: 2, everyS: 10 } } } }
workload: { open: { rateRps: 50, shape: { sine: { amplitudeRps: 40, periodS: 8 } } } }
workload: { open: { rateRps: 0, shape: { atOnce: { orders: 500 } } } }
workload: { open: { rateRps: 10, shape: { sequence: [{ forS: 5, rateRps: 10, toRps: 80 }, { forS: 5, rateRps: 80 }] } } }
`

/** A tree with all that can be said in one; the page's test parses it. */
export const treeYaml = `durationS: 10
lanes:
  - id: shop
    protocol: http
    options: { tls: tls }
    service:
      name: gateway
      work: { dist: constant, ms: 1 }
      calls:
        - { protocol: grpc, to: { name: customers } }
        - parallel:
            - { protocol: grpc, count: 3, responseBytes: 4096, timeoutMs: 500, to: { name: stock, replicas: 2 } }
            - { protocol: grpc, to: { name: payments, calls: [{ protocol: tcp, to: { name: bank } }] } }
        - { protocol: sqs, to: { name: mail } }
faults:
  - { type: latency, target: { lane: shop, edge: e1.3.1 }, attributes: { latency: 100 } }
`

export function experimentsPage(): string {
  const form = formSchema()
  const lane = itemOf(form, 'lanes')
  const fault = itemOf(form, 'faults')
  const service = inside(lane, 'service')
  const blocking = inside(inForm(inside(lane, 'caller'), 'blocking'), 'blocking')
  const distributions = inside(service, 'work').oneOf ?? []
  return `${[
    '# Experiments',
    '<!-- Made by `npm run docs` from the sources. Do not edit: `npm run check` compares. -->',
    `An experiment is a value that says everything about a run before it is run. It is written in YAML or JSON. What is
left out has its default, what is unknown is refused with the name of the nearest thing that would be right. A JSON
Schema of it, for editors, is at \`GET /api/schema\`.`,
    fenced('yaml', exampleYaml),
    fenced('sh', 'npm run wirelab -- check orders.yaml\nnpm run wirelab -- run orders.yaml'),
    ...section('The experiment', form),
    ...section('A lane', lane, 'lanes[].'),
    `A title, summary or name is a text, or one each as \`{ko, en}\`. \`call: {protocol, style, options, policy, publish, to}\`
is the long form of \`protocol\`, \`style\`, \`options\`, \`policy\`, \`publish\` and \`service\`: a lane is written in one form
or the other. An option that could have no effect where it stands (\`groups\` of a queue that is not FIFO, \`subscribers\` without
publish-subscribe, a crash that nothing brings about) is refused with what it needs; its default may always be written.`,
    ...section('The load', inside(form, 'workload'), 'workload.'),
    'Exactly one of `open` and `closed`.',
    ...section('A shape', inside(inside(inside(form, 'workload'), 'open'), 'shape'), 'shape.'),
    `A \`shape\` is exactly one of these. However the rate moves, arrivals follow it exactly: \`constant\` places the next
order where the area under the rate has grown by one, \`poisson\` where it has grown by a random draw of mean one.`,
    fenced('yaml', exampleShapes),
    ...section('A blocking caller', blocking, 'caller.blocking.'),
    `A \`caller\` is \`non-blocking\`, and then an order goes out when it is due; or it is \`{blocking: {slots, queueLimit}}\`:
then an order needs a slot, which it holds from the actual send to its verdict. In a closed loop the callers share the slots, and
nobody is rejected.`,
    ...section('A policy', inside(lane, 'policy'), 'policy.'),
    `What a caller does besides sending once, edge by edge. Each policy is put around the next, from the outside in:
\`fallback\` ▸ \`deadline\` ▸ \`rateLimit\` ▸ \`bulkhead\` ▸ \`retry\` ▸ \`breaker\` ▸ \`hedge\` ▸ the timeout of an
attempt ▸ \`balance\`. So a breaker counts attempts and not orders, a hedged attempt is one to it, and waiting for a place
counts into the deadline.

What a breaker, a bulkhead or a rate limit refuses is never sent: its outcome is \`withheld\`, a no. A fallback gives the
caller a substitute and changes no outcome: in the ledger the order stays what it was, and \`fallbacks\` counts beside it.
A call that was answered with \`rejected\` or \`invalid\` speaks for the other side; \`timeout\`, \`reset\`, \`unreachable\`,
\`overloaded\` and \`error\` speak against it.

How much of a deadline is left is told over HTTP and GraphQL (a header, \`${DEADLINE_HEADER}\`), gRPC and gRPC-web
(\`grpc-timeout\`) and Connect (\`connect-timeout-ms\`), and to a function that is called. A TCP frame, an event over WebSocket and a
broker’s message have no word for it: there nobody is told. What its service then does not begin counts as \`expired\`, and
in the ledger as discarded.`,
    fenced('yaml', examplePolicy),
    ...section('A retry', inside(inside(lane, 'policy'), 'retry'), 'policy.retry.'),
    `Each attempt is the same order with the same id. The order has one verdict: yes where any attempt was told yes; else
*unknown* where any attempt ended unknown (\`timeout\`, \`reset\`), even if the last one was refused; else no.

\`on\` is by default ${listOf(notBegun)}: nobody has begun on such an order. After ${listOf(perhapsDone)} it may have been
done all the same, so these are in the default only where asking twice is one order: with \`service.idempotent\`, over an SQS
FIFO queue, or where the protocol says so of the request itself, which none here does (below). With an \`on\` of its own an
experiment asks again all the same, and the ledger counts what that does twice. Questions of the lab's own that change
nothing (a GET of a status, a watch of an accepted order) are safe and are asked again by themselves. HTTP’s methods,
RFC 9110 §9.2: safe are ${methodsThat('safe')}; idempotent are ${methodsThat('idempotent')}.`,
    table(
      ['`protocol`', 'what places an order', 'twice is once', 'says who'],
      protocolIds.map((id) => {
        const { request, idempotent, clause } = carriers[id]
        return [code(id), request, idempotent ? 'yes' : 'no', clause]
      }),
    ),
    ...section('A service', service, 'service.'),
    '`work` is one of these distributions; random choices come from the experiment’s `seed`.',
    table(
      ['`dist`', 'fields'],
      distributions.map(({ properties = {} }) => [
        code(properties.dist?.const),
        Object.entries(properties)
          .filter(([name]) => name !== 'dist')
          .map(
            ([name, { description, minimum, maximum, unit }]) =>
              `\`${name}\`: ${description}, ${minimum}–${maximum} ${unit}`,
          )
          .join('; '),
      ]),
    ),
    ...section('Services that call services', callSchema(), 'calls[].'),
    `The path of a lane is a tree: what the caller calls is the edge \`e1\`, the second of \`calls\` of the service behind it is
\`e1.2\`, and so on; what stands in \`parallel\` counts on. Each edge has its own protocol, style and options, its own links, and
its own service behind them. A service does its own work first, then makes its calls, and holds its place until the last of
them has ended; only then is an order executed there. A call that fails ends the execution: its caller is told \`overloaded\`
where that was the reason, else \`error\`.`,
    fenced('yaml', treeYaml),
    `An order is completed when **every service of the tree** has executed all its calls of it: also what lies behind a queue and
nobody waits for. The caller's verdict comes from \`e1\` alone. So \`callerLatencyMs\` is how long the caller was held, and
\`completionLatencyMs\` lasts until the last service has done its part; an order whose caller was told yes and of which one
service never heard is \`promisedButLost\`. Every time one of them does it again counts as \`duplicated\`, the order itself once as
\`repeated\`. Where a service in the middle
gives up, what others have done for the order already stays done: \`partlyDone\` counts orders that some services have executed
and others have not. \`payloadBytes\` pads the request of every edge that has no \`requestBytes\`.`,
    ...section('A service that publishes', inside(lane, 'publish'), 'publish.'),
    `Only over a broker, style \`one-way\`: callers place their orders at an order service with a database of its own. It
commits each and publishes it to the broker; \`service\` is the one that consumes. While the process is down callers are
refused, and what it had in hand when it died is unknown to them.`,
    table(
      ['`strategy`', 'what it does', '한국어'],
      strategies.map((strategy) => [code(strategy), strategyMeaning[strategy].en, strategyMeaning[strategy].ko]),
    ),
    table(
      ['`crash`', 'where the process dies', '한국어', 'strategies'],
      crashPoints.map((point) => [
        code(point),
        crashPointMeaning[point].en,
        crashPointMeaning[point].ko,
        strategies
          .filter((strategy) => crashPointsOf[strategy].includes(point))
          .map(code)
          .join(', '),
      ]),
    ),
    '## Protocols',
    '`protocol` is one of these. The largest payload is the largest `payloadBytes` that it carries.',
    table(
      [
        '`protocol`',
        'on the wire',
        'styles (the first is the default)',
        'legs',
        'keeps the order of a key',
        'largest payload',
      ],
      protocolIds.map((id) => {
        const { wire, styles, defaultStyle, legs, ordered, largestPayloadBytes } = factsOf(id)
        const others = Object.keys(styles).filter((style) => style !== defaultStyle)
        return [
          code(id),
          wire,
          [defaultStyle, ...others].map(code).join(', '),
          legs.map(code).join(', ') || 'none: no wire',
          ordered ? 'yes' : 'no',
          `${largestPayloadBytes} bytes`,
        ]
      }),
    ),
    ...protocolIds.flatMap((id) => {
      const { name, styles, options, absent = {} } = factsOf(id)
      return [
        `### ${name}: \`${id}\``,
        Object.entries(styles)
          .map(
            ([style, { acknowledged, completed }]) =>
              `- \`${style}\` is acknowledged when ${acknowledged.en} (${acknowledged.ko}); completed when ${completed.en} (${completed.ko}).`,
          )
          .join('\n'),
        settings('options', options),
        ...Object.entries(absent).map(([option, { ko, en }]) => `No \`options.${option}\`: ${en} (${ko}).`),
      ]
    }),
    ...section('A fault', fault, 'faults[].'),
    ...section('Where', inside(fault, 'target'), 'target.'),
    `A fault of a link acts on a \`leg\`, which may be left out where all its lanes have the same one; a fault of a service
or of messages acts on a \`part\`. Set by hand while a run is on, a fault has none of \`atS\`, \`forS\`, \`everyS\` and \`atRandom\`.`,
    ...faultTypes.flatMap((type) => {
      const { label, on, of, effect, attributes, simulated } = faultFactsOf(type)
      return [
        `### ${label.en} · ${label.ko}: \`${type}\``,
        `Of a ${placeNames[on]}${of ? ` (${of.map((id) => factsOf(id).name).join(', ')})` : ''}: ${effect.en} (${effect.ko}).${simulated ? ' Simulated (모의).' : ''}`,
        settings('attributes', attributes),
      ]
    }),
    '## Thresholds',
    'A threshold is what the run must have shown. A run without its measurement does not pass.',
    fenced(
      'text',
      `lane.metric op (number | k*lane.metric | lane.metric) [during faultId] [abortOnFail [after Ns]]
[lane:] [metric:] method op number                    [during faultId] [abortOnFail [after Ns]]`,
    ),
    `\`op\` is one of ${operators.map(code).join(' ')}. Latencies are in ms; \`http.callerLatencyMs.p(95)\` is any percentile.

The second form is k6’s: \`method\` is one of \`p(N)\` ${k6Methods.slice(1).map(code).join(' ')} (\`===\` is \`==\`). The lane may be
left out where there is only one; without a metric, a latency is that of the caller (\`http_req_duration\`), and \`rate\` and
\`count\` are of what failed (\`http_req_failed\`). The metrics it knows: ${k6Series.map(code).join(' ')}. A script’s own
form is read as well:`,
    fenced('yaml', exampleThresholds),
    `With \`abortOnFail\` the run ends as soon as it is *sure* to fail: a count that is too high already, or a percentile,
mean or share that even the best rest of the load could not mend. In a closed loop nobody knows how much that rest is, so
there only counts can be sure. The result names what ended it.

With \`during\`, a metric counts only what happened while that fault was on:`,
    stretchMetrics.map(code).join(' '),
    'Of a whole run there are these too:',
    wholeRunMetrics.map(code).join(' '),
    `Where services call services, each edge of the tree has metrics of its own, also with \`during\`: \`shop.e1.2.attempts < 50\`
is of the second call that the service behind \`e1\` makes, \`shop.e1.callMs.p(95)\` of the caller's own, any percentile.
\`attemptsPerOrder\` is the amplification at that depth, \`rejected\` what the policies of the edge refused unsent, whichever
of them; \`callMs\` is from send to verdict, \`workMs\` what the service behind it took:`,
    edgeMetrics.map(code).join(' '),
    '## Caps',
    'Going over one is an error that names it. Whoever runs the lab sets them in the environment.',
    table(
      ['cap', 'default', 'variable'],
      Object.entries<number>({ ...defaultLimits }).map(([name, value]) => [
        code(name),
        String(value),
        code(variableOf(name)),
      ]),
    ),
  ].join('\n\n')}\n`
}

const placeNames: Record<FaultPlace, string> = {
  link: 'link',
  messages: 'link that reads its messages',
  service: 'service',
  consumer: 'consumer',
  engine: 'broker (`part: engine`)',
}

function section(title: string, schema: JsonSchema, prefix = ''): string[] {
  return [`## ${title}`, table(['field', 'what it is', 'values', 'unit', 'default'], rowsOf(schema, prefix))]
}

/** Sections whose objects are opened: their fields are rows of their own. */
const OPENED = ['workload.', 'shape.', 'policy.', 'policy.retry.']

/** Lists and what has a section of its own are not opened. */
function rowsOf({ properties = {}, required = [] }: JsonSchema, prefix: string): string[][] {
  return Object.entries(properties).flatMap(([name, field]) => {
    const row = [
      code(prefix + name),
      field.description ?? '',
      valuesOf(field),
      field.unit ?? '',
      required.includes(name) || name === 'protocol'
        ? '**needed**'
        : field.default === undefined
          ? ''
          : code(JSON.stringify(field.default)),
    ]
    // A retry has a section of its own.
    const opened =
      OPENED.includes(prefix) && name !== 'retry' && field.properties ? rowsOf(field, `${prefix}${name}.`) : []
    return [row, ...opened]
  })
}

function valuesOf({
  type,
  enum: choices,
  const: only,
  minimum,
  maximum,
  cap,
  pattern,
  anyOf,
  maxLength,
  oneOf,
  items,
}: JsonSchema): string {
  if (only !== undefined) return code(only)
  if (choices) return choices.map(code).join(', ')
  if (oneOf) return 'one of the distributions below'
  if (anyOf?.some(({ const: only }) => only !== undefined)) return anyOf.map(formOf).join(' or ')
  if (anyOf?.some(({ type }) => type === 'array')) return 'a list, or lists by metric, at most `maxThresholds`'
  if (anyOf) return `text or \`{ko, en}\`, at most ${anyOf[0]?.maxLength} characters`
  if (items?.enum) return `a list of ${items.enum.map(code).join(', ')}`
  if (type === 'array') return cap ? `a list, at most \`${cap}\`` : 'a list'
  if (pattern) return `text like ${code(pattern)}`
  if (type === 'string') return maxLength === undefined ? 'text' : `text of at most ${maxLength} characters`
  if (type === 'object') return 'an object'
  if (type === 'boolean') return '`true`, `false`'
  const kind = type === 'integer' ? 'whole number' : 'number'
  const most = cap ? `\`${cap}\`` : maximum
  return most === undefined ? `${kind}, ${minimum} or more` : `${kind}, ${minimum}–${most}`
}

function formOf({ const: only, properties = {} }: JsonSchema): string {
  return only === undefined ? `\`{${Object.keys(properties).join(', ')}}\`` : code(only)
}

function settings(what: string, fields: Fields): string {
  const entries = Object.entries<Field>(fields)
  if (entries.length === 0) return `It has no ${what}.`
  return table(
    ['field', 'what it is', '한국어', 'values', 'unit', 'default'],
    entries.map(([name, field]) => [
      code(`${what}.${name}`),
      field.label.en + onlyWith(field) + notWith(field),
      field.label.ko,
      fieldValues(field),
      field.unit ?? '',
      code(field.default),
    ]),
  )
}

function onlyWith({ style, needs = [] }: Field): string {
  const needed = needs.map(({ option, is }) => code(is === undefined ? option : `${option}: ${is}`))
  if (style !== undefined) needed.unshift(code(`style: ${style}`))
  return needed.length === 0 ? '' : `; only with ${needed.join(' or ')}`
}

function notWith({ idle = [] }: Field): string {
  return idle
    .map(({ value, beside, why }) => `; not ${code(value)} with ${code(`${beside.option}: ${beside.is}`)}: ${why.en}`)
    .join('')
}

function fieldValues(field: Field): string {
  switch (field.type) {
    case 'boolean':
      return '`true`, `false`'
    case 'choice':
      return field.values.map(code).join(', ')
    case 'weights':
      return `weighted list, as in ${code(weightExamples[field.of])}`
    case 'integer':
      return `whole number, ${field.min}–${field.max}`
    case 'number':
      return `number, ${field.min}–${field.max}`
  }
}

function inside(schema: JsonSchema, name: string): JsonSchema {
  const property = schema.properties?.[name]
  if (!property) throw new Error(`there is no field '${name}'`)
  return property
}

/** Of several forms, the one with that field. */
function inForm({ anyOf = [] }: JsonSchema, name: string): JsonSchema {
  const form = anyOf.find(({ properties = {} }) => name in properties)
  if (!form) throw new Error(`no form has a field '${name}'`)
  return form
}

function itemOf(schema: JsonSchema, name: string): JsonSchema {
  const { items } = inside(schema, name)
  if (!items) throw new Error(`'${name}' is not a list`)
  return items
}

function listOf(words: readonly string[]): string {
  return words.map((word) => `\`${word}\``).join(', ')
}

function methodsThat(are: 'safe' | 'idempotent'): string {
  return Object.entries(methods)
    .filter(([, method]) => method[are])
    .map(([name]) => name)
    .join(', ')
}

function table(head: string[], rows: string[][]): string {
  return [head, head.map(() => '---'), ...rows].map((row) => `| ${row.map(cellText).join(' | ')} |`).join('\n')
}

function cellText(text: string): string {
  return text.replaceAll('|', '\\|')
}

function fenced(language: string, text: string): string {
  return `\`\`\`${language}\n${text.trimEnd()}\n\`\`\``
}

function code(value: unknown): string {
  return `\`${String(value)}\``
}
