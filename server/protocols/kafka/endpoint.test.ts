import { expect, it } from 'vitest'
import { externalAddress } from './endpoint.ts'

it('is the first broker that is named', () => {
  expect(externalAddress({})).toBe(null)
  expect(externalAddress({ KAFKA_BROKERS: 'one' })).toEqual({ host: 'one', port: 9092 })
  expect(externalAddress({ KAFKA_BROKERS: 'one:9093, two:9094' })).toEqual({ host: 'one', port: 9093 })
  expect(externalAddress({ KAFKA_BROKERS: '[::1]:9093' })).toEqual({ host: '::1', port: 9093 })
})

it.each(['SASL_SSL://one:9092', 'user:secret@one:9092', 'one:0', 'one:70000', 'one:9092,', ' '])(
  'is refused: %s',
  (given) => {
    expect(() => externalAddress({ KAFKA_BROKERS: given })).toThrow('KAFKA_BROKERS')
  },
)
