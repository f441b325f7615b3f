import { describe, expect, it } from 'vitest'
import { externalAddress, loginOf } from './endpoint.ts'

describe('MQTT endpoint', () => {
  it('is the embedded broker where the operator names none', () => {
    expect(externalAddress({})).toBeNull()
    expect(loginOf({})).toEqual({})
  })

  it.each([
    ['mqtt://localhost', { host: 'localhost', port: 1883 }, {}],
    ['mqtt://broker.test:2883/', { host: 'broker.test', port: 2883 }, {}],
    ['mqtt://[::1]:1884', { host: '::1', port: 1884 }, {}],
    ['mqtt://me@broker.test', { host: 'broker.test', port: 1883 }, { username: 'me' }],
    ['mqtt://me:p%40ss@broker.test', { host: 'broker.test', port: 1883 }, { username: 'me', password: 'p@ss' }],
  ])('reads %s', (MQTT_URL, address, login) => {
    expect(externalAddress({ MQTT_URL })).toEqual(address)
    expect(loginOf({ MQTT_URL })).toEqual(login)
  })

  it.each(['localhost:1883', 'mqtts://broker.test', 'mqtt://', 'no url'])('says what is wrong with %j', (MQTT_URL) => {
    expect(() => externalAddress({ MQTT_URL })).toThrow(/MQTT_URL: .* is not an mqtt URL without TLS/)
  })

  it('does not repeat a password', () => {
    expect(() => externalAddress({ MQTT_URL: 'mqtts://me:secret@broker.test' })).toThrow(/^((?!secret).)*$/s)
  })
})
