/** One who sends at a rate, as all of them are asked and as all of them answer. */

export const protocols = ['http', 'grpc'] as const
export type LoadProtocol = (typeof protocols)[number]

export interface Asked {
  port: number
  rateRps: number
  durationS: number
  connections: number
}

export interface Seen {
  /** Orders that were answered well, a second. */
  achievedRps: number
  failed: number
  p50Ms: number
  p99Ms: number
}

export interface Measured extends Seen {
  /** Of the sender's processes, start and end included. */
  cpuMsPer1000: number
}

export interface Command {
  program: string
  args: string[]
}

/** One file each. */
export interface Tool {
  name: string
  /** Of the program that is measured. */
  version: string
  protocol: LoadProtocol
  /** Makes it ready in `folder`. @throws where it cannot be had on this machine */
  prepare(folder: string): Promise<void> | void
  command(asked: Asked): Command
  /** @param output what it wrote to its standard output */
  read(output: string, asked: Asked): Seen
}
