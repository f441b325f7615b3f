import { join } from 'node:path'
import type { LoadProtocol, Seen, Tool } from './tool.ts'

/** The lab's own load, by the client of this protocol. */
export function wirelab(protocol: LoadProtocol): Tool {
  return {
    name: 'wirelab',
    version: '',
    protocol,
    prepare: () => {},
    command: ({ port, rateRps, durationS, connections }) => ({
      program: process.execPath,
      args: [
        join(import.meta.dirname, 'wirelab-process.ts'),
        protocol,
        ...[port, rateRps, durationS, connections].map(String),
      ],
    }),
    read: (output) => JSON.parse(output) as Seen,
  }
}
