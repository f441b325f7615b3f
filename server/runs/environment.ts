/** What the lab runs on, as a run says it at its start: a number without its machine is half a number. */
import { arch, cpus, platform, release, totalmem } from 'node:os'
import type { Environment } from '#core/run.ts'

export function environmentHere(): Environment {
  const cores = cpus()
  return {
    node: process.versions.node,
    os: `${platform()} ${release()} ${arch()}`,
    cpu: cores[0]?.model.trim() ?? '',
    cores: cores.length,
    memoryBytes: totalmem(),
  }
}
