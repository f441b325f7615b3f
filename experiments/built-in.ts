/** The built-in experiments, parsed by the same schema as everybody's. */
import type { Experiment } from '#core/experiment.ts'
import { type ExperimentInput, parseExperiment } from '#core/parse-experiment.ts'
import { bytesNotMessages } from './bytes-not-messages.ts'
import { consumerDown } from './consumer-down.ts'
import { everyProtocol } from './every-protocol.ts'
import { firstLook } from './first-look.ts'
import { mqttQos } from './mqtt-qos.ts'
import { openOrClosed } from './open-or-closed.ts'
import { slowLink } from './slow-link.ts'
import { streamingOrPolling } from './streaming-or-polling.ts'
import { tcpOrQueue } from './tcp-or-queue.ts'
import { textOrBinary } from './text-or-binary.ts'
import { tlsCost } from './tls-cost.ts'

function parsed(input: ExperimentInput): Experiment {
  const result = parseExperiment(input)
  if (result.ok) return result.experiment
  throw new Error(`${input.id}: ${result.issues.map(({ path, message }) => `${path}: ${message}`).join('; ')}`)
}

export const builtIns: Experiment[] = [
  firstLook,
  everyProtocol,
  slowLink,
  consumerDown,
  openOrClosed,
  tcpOrQueue,
  mqttQos,
  textOrBinary,
  tlsCost,
  bytesNotMessages,
  streamingOrPolling,
].map(parsed)
