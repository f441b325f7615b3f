/** Why there is no connection, in the closed vocabulary of outcomes. After that, MQTT 3.1.1 knows no "no". */
import { type Failure, outcomeOfBreak } from '../broken-call.ts'

/** CONNACK return codes. MQTT 3.1.1 §3.2.2.3, table 3.1. */
const refusals: Record<number, { kind: Failure['kind']; detail: string }> = {
  1: { kind: 'rejected', detail: 'the broker does not speak MQTT 3.1.1' },
  2: { kind: 'rejected', detail: 'the broker does not take this client id' },
  3: { kind: 'overloaded', detail: 'the broker says that it is unavailable' },
  4: { kind: 'rejected', detail: 'bad user name or password' },
  5: { kind: 'rejected', detail: 'not authorized' },
}

/** No connection could be had, so nothing of the order was written. */
export function outcomeOfNoConnection(error: unknown): Failure {
  const { code } = error as { code?: unknown }
  // An errno is a text, a return code a number.
  const refusal = typeof code === 'number' ? refusals[code] : undefined
  return refusal ? { ...refusal, detail: `CONNACK ${code}: ${refusal.detail}` } : outcomeOfBreak(error, false)
}

/** As many orders as the client keeps wait for the broker already. */
export function outcomeOfFullLine(waiting: number): Failure {
  return { kind: 'overloaded', detail: `${waiting} orders wait for the broker already` }
}
