/** Several faults as one: what the first passes on the next one takes. */
import type { LinkFault, Stage, Wire } from './fault.ts'

export function chain(faults: readonly LinkFault[]): LinkFault {
  return {
    stage: (wire) => {
      const stages: Stage[] = []
      // From the last to the first, so that each has somewhere to pass to.
      for (const fault of [...faults].reverse()) {
        const [next] = stages
        const pass: Wire['pass'] = (item) => (next ? next.take(item) : wire.pass(item))
        const { connection, timers } = wire
        const stage = fault.stage?.({ connection, timers, pass, reset: () => wire.reset(), close: () => wire.close() })
        if (stage) stages.unshift(stage)
      }
      const [head] = stages
      if (!head) return null
      return {
        get heldBytes() {
          return stages.reduce((sum, stage) => sum + stage.heldBytes, 0)
        },
        take: (item) => head.take(item),
        lift() {
          for (const stage of stages) stage.lift()
        },
        drop() {
          for (const stage of stages) stage.drop()
        },
      }
    },
  }
}
