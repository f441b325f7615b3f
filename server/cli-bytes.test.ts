import { expect, test } from 'vitest'
import { wireLines } from './cli-bytes.ts'

test('a dump names leg, connection, direction and time, and shows no byte that a terminal would act on', () => {
  const base64 = Buffer.from('GET / HTTP/1.1\r\n\x1b[2J').toString('base64')
  const connection = {
    ordinal: 3,
    openedUs: 0,
    closedUs: null,
    bytes: { up: 20, down: 0 },
    truncated: true,
    named: true,
  }
  const chunks = [{ stream: 'upstream' as const, atUs: 1500, offset: 32, base64 }]
  expect(
    wireLines({
      lane: 'http',
      seq: 0,
      window: { fromUs: 0, toUs: 2500 },
      legs: [{ leg: 'call', connections: [{ ...connection, chunks }] }],
    }),
  ).toEqual([
    "on the wire from 0.0 to 2.5 ms, other orders' bytes among them:",
    expect.stringContaining(' · connection 3 · names the order · not all is kept'),
    '  ▶ 1.5 ms',
    '  00000020  47 45 54 20 2f 20 48 54 54 50 2f 31 2e 31 0d 0a  GET / HTTP/1.1..',
    '  00000030  1b 5b 32 4a                                      .[2J',
  ])
})
