import { expect, test } from 'vitest'
import { lanAddresses } from './lan-addresses.ts'

const interfaces = {
  lo: [{ address: '127.0.0.1', family: 'IPv4' as const, internal: true }],
  vpn: [{ address: '100.64.0.7', family: 'IPv4' as const, internal: false }],
  wlan0: [
    { address: '192.168.0.5', family: 'IPv4' as const, internal: false },
    { address: 'fe80::1', family: 'IPv6' as const, internal: false },
  ],
  usb: [{ address: '169.254.3.4', family: 'IPv4' as const, internal: false }],
}

test.each<[string, string[]]>([
  ['127.0.0.1', []],
  ['127.0.0.2', []],
  ['localhost', []],
  ['::1', []],
  ['0.0.0.0', ['http://192.168.0.5:3000', 'http://100.64.0.7:3000']],
  ['::', ['http://192.168.0.5:3000', 'http://100.64.0.7:3000']],
  ['192.168.0.5', ['http://192.168.0.5:3000']],
  ['fd00::5', ['http://[fd00::5]:3000']],
  ['lab.local', ['http://lab.local:3000']],
])('a lab on %s is reached at %j', (host, expected) => {
  expect(lanAddresses({ host, port: 3000 }, interfaces)).toEqual(expected)
})
