/** Whether what was measured is the lab itself. */
import type { Fault } from './experiment.ts'
import type { LabHealth } from './run.ts'

export interface FaultSpan {
  fault: Fault
  /** Run-relative µs; `toUs` is null while it is on. */
  ran: { fromUs: number; toUs: number | null }
}

/** More of all cores than this, and clients, links and services wait for each other. */
const BOTTLENECK_CPU = 0.85
/** A thread whose event loop is this late, ms, stamps times that are its own and not the wire's. */
const BOTTLENECK_LOOP_DELAY_P99_MS = 50

/** A lane whose service blocks its thread has one to itself: that one is late because it is meant to be. */
const OWN_THREAD = /^(callers|services):/

/** The thread that services share while none of them blocks it. A fault may make it busy on purpose. */
const SHARED_THREAD = 'services'

/** @param burning a fault burns the time of the thread that services share, see `isBurning` */
export function isLabBottleneck(lab: LabHealth, burning = false): boolean {
  const isMeant = (thread: string) => OWN_THREAD.test(thread) || (burning && thread === SHARED_THREAD)
  const late = ([thread, ms]: [string, number]) => ms > BOTTLENECK_LOOP_DELAY_P99_MS && !isMeant(thread)
  return lab.cpu > BOTTLENECK_CPU || Object.entries(lab.loopDelayP99Ms).some(late)
}

/** Whether a CPU burn was on in a stretch of run-relative time. */
export function isBurning(
  { faults }: { readonly faults: readonly FaultSpan[] },
  { fromUs, toUs }: { fromUs: number; toUs: number },
): boolean {
  return faults.some(
    ({ fault, ran }) => fault.type === 'cpu_burn' && ran.fromUs < toUs && (ran.toUs === null || ran.toUs > fromUs),
  )
}
