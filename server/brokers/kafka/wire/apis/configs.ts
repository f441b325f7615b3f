import { Api } from '../api.ts'
import { array, arrayOf, boolean, int8, int16, int32, string } from '../types.ts'

export const describeConfigs = new Api({
  key: 32,
  name: 'DescribeConfigs',
  versions: [0, 4],
  flexibleSince: 4,
  request: {
    resources: array({ type: int8, name: string, keys: arrayOf(string).nullable() }),
    includeSynonyms: boolean.since(1).or(false),
    includeDocumentation: boolean.since(3).or(false),
  },
  response: {
    throttleTimeMs: int32.or(0),
    results: array({
      errorCode: int16,
      errorMessage: string.nullable(),
      type: int8,
      name: string,
      configs: array({
        name: string,
        value: string.nullable(),
        isReadOnly: boolean,
        isDefault: boolean.until(0).or(false),
        source: int8.since(1).or(-1),
        isSensitive: boolean,
        synonyms: array({ name: string, value: string.nullable(), source: int8 }).since(1).or([]),
        type: int8.since(3).or(0),
        documentation: string.nullable(3).since(3).or(null),
      }),
    }),
  },
})

/** KIP-339. */
export const incrementalAlterConfigs = new Api({
  key: 44,
  name: 'IncrementalAlterConfigs',
  versions: [0, 1],
  flexibleSince: 1,
  request: {
    resources: array({
      type: int8,
      name: string,
      configs: array({ name: string, operation: int8, value: string.nullable() }),
    }),
    validateOnly: boolean,
  },
  response: {
    throttleTimeMs: int32.or(0),
    results: array({ errorCode: int16, errorMessage: string.nullable(), type: int8, name: string }),
  },
})
