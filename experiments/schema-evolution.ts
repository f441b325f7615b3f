import type { ExperimentInput } from '#core/parse-experiment.ts'

const json = { encoding: 'json' } as const
const protobuf = { encoding: 'protobuf' } as const
const adds = { writer: 'adds-field' } as const
const renames = { writer: 'renames-field' } as const

export const schemaEvolution: ExperimentInput = {
  v: 1,
  id: 'schema-evolution',
  title: { ko: '쓰는 쪽만 새 버전일 때: 필드 추가와 이름 변경', en: 'An old reader, a new writer' },
  summary: {
    ko: '서비스는 옛 스키마 그대로인데 호출자만 먼저 새 버전으로 올라갑니다. 새 호출자가 필드를 하나 더 쓰면(coupon) JSON과 protobuf의 서비스는 모르는 필드를 무시하고 주문을 처리하지만, GraphQL은 스키마에 없는 입력 필드를 거절합니다. 이름을 바꾸면(customerId → buyerId) JSON은 필수 필드가 없다며 거절하고, GraphQL도 거절하고, 이름이 아니라 번호를 보내는 protobuf만 그대로 통과합니다.',
    en: 'The service still reads the old schema; its callers have been upgraded first. Where they write one field more (coupon), readers of JSON and protobuf ignore what they do not know and place the order, and GraphQL refuses an input field that its schema does not have. Where they rename one (customerId → buyerId), JSON lacks a field that it needs, GraphQL refuses again, and protobuf, which sends numbers and no names, does not even notice.',
  },
  seed: 37,
  durationS: 6,
  payloadBytes: 0,
  workload: { open: { rateRps: 10, arrival: 'constant' } },
  lanes: [
    {
      id: 'json-adds',
      protocol: 'http',
      name: { ko: 'JSON · 추가', en: 'JSON · added' },
      options: { ...json, ...adds },
    },
    {
      id: 'json-renames',
      protocol: 'http',
      name: { ko: 'JSON · 이름 변경', en: 'JSON · renamed' },
      options: { ...json, ...renames },
    },
    {
      id: 'protobuf-adds',
      protocol: 'http',
      name: { ko: 'protobuf · 추가', en: 'protobuf · added' },
      options: { ...protobuf, ...adds },
    },
    {
      id: 'protobuf-renames',
      protocol: 'http',
      name: { ko: 'protobuf · 이름 변경', en: 'protobuf · renamed' },
      options: { ...protobuf, ...renames },
    },
    { id: 'graphql-adds', protocol: 'graphql', name: { ko: 'GraphQL · 추가', en: 'GraphQL · added' }, options: adds },
    {
      id: 'graphql-renames',
      protocol: 'graphql',
      name: { ko: 'GraphQL · 이름 변경', en: 'GraphQL · renamed' },
      options: renames,
    },
  ],
  thresholds: [
    'json-adds.ok >= 50',
    'json-adds.failed == 0',
    'protobuf-adds.ok >= 50',
    'protobuf-adds.failed == 0',
    'protobuf-renames.ok >= 50',
    'protobuf-renames.failed == 0',
    'json-renames.ok == 0',
    'json-renames.outcomes.invalid >= 50',
    'json-renames.outcomes.invalid == json-renames.sent',
    'graphql-adds.ok == 0',
    'graphql-adds.outcomes.invalid >= 50',
    'graphql-adds.outcomes.invalid == graphql-adds.sent',
    'graphql-renames.ok == 0',
    'graphql-renames.outcomes.invalid >= 50',
    'graphql-renames.outcomes.invalid == graphql-renames.sent',
  ],
}
