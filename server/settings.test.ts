import { expect, test } from 'vitest'
import { defaultLimits } from '#core/parse-experiment.ts'
import { limitsFrom, settingsFrom, variableOf } from './settings.ts'

test('without an environment: loopback, port 3000, the default caps', () => {
  expect(settingsFrom({})).toMatchObject({ host: '127.0.0.1', port: 3000 })
  expect(limitsFrom({})).toEqual(defaultLimits)
})

test('each cap has its variable', () => {
  expect(variableOf('maxRateRps')).toBe('WIRELAB_MAX_RATE_RPS')
  expect(limitsFrom({ WIRELAB_MAX_RATE_RPS: '7' }).maxRateRps).toBe(7)
})

test.each([
  [{ PORT: 'http' }, "PORT: 'http' is not a whole number from 0 to 65535"],
  [{ PORT: '65536' }, "PORT: '65536'"],
  [{ PORT: '80.5' }, "PORT: '80.5'"],
])('%o is refused by name', (env, message) => {
  expect(() => settingsFrom(env)).toThrow(message)
})

test('a cap must be at least 1', () => {
  expect(() => limitsFrom({ WIRELAB_MAX_LANES: '0' })).toThrow('WIRELAB_MAX_LANES')
})
