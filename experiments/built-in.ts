/** The built-in experiments, parsed by the same schema as everybody's. */
import type { Experiment } from '#core/experiment.ts'
import { type ExperimentInput, parseExperiment } from '#core/parse-experiment.ts'
import { acceptedIsNotDone } from '#lessons/accepted-is-not-done/experiment.ts'
import { fanOutTail } from '#lessons/fan-out-tail/experiment.ts'
import { fourQuadrants } from '#lessons/four-quadrants/experiment.ts'
import { outbox } from '#lessons/outbox/experiment.ts'
import { p99DoesNotAdd } from '#lessons/p99-does-not-add/experiment.ts'
import { queueOrLog } from '#lessons/queue-or-log/experiment.ts'
import { retryStorm } from '#lessons/retry-storm/experiment.ts'
import { visibilityTimeout } from '#lessons/visibility-timeout/experiment.ts'
import { acknowledgedIsNotDone } from './acknowledged-is-not-done.ts'
import { acksAndFsync } from './acks-and-fsync.ts'
import { breakerSavesTheCaller } from './breaker-saves-the-caller.ts'
import { bytesNotMessages } from './bytes-not-messages.ts'
import { commitBeforeOrAfter } from './commit-before-or-after.ts'
import { consumerDown } from './consumer-down.ts'
import { consumerTuning } from './consumer-tuning.ts'
import { consumersBeyondPartitions } from './consumers-beyond-partitions.ts'
import { deadLetter } from './dead-letter.ts'
import { deadlinePropagation } from './deadline-propagation.ts'
import { eventLoopBlocked } from './event-loop-blocked.ts'
import { everyProtocol } from './every-protocol.ts'
import { exactlyOnceInsideKafka } from './exactly-once-inside-kafka.ts'
import { fifoOrThroughput } from './fifo-or-throughput.ts'
import { firstLook } from './first-look.ts'
import { headOfLine } from './head-of-line.ts'
import { hedgedTail } from './hedged-tail.ts'
import { heldVersusDone } from './held-versus-done.ts'
import { internalAndExternal } from './internal-and-external.ts'
import { latencyAddsUp } from './latency-adds-up.ts'
import { lostAcknowledgement } from './lost-acknowledgement.ts'
import { mqttQos } from './mqtt-qos.ts'
import { nPlusOne } from './n-plus-one.ts'
import { noisyNeighbour } from './noisy-neighbour.ts'
import { openOrClosed } from './open-or-closed.ts'
import { orderByKey } from './order-by-key.ts'
import { phantomSuccess } from './phantom-success.ts'
import { poisonMessage } from './poison-message.ts'
import { rareLoss } from './rare-loss.ts'
import { rebalanceStorm } from './rebalance-storm.ts'
import { replay } from './replay.ts'
import { retriesMultiply } from './retries-multiply.ts'
import { rollingDeploy } from './rolling-deploy.ts'
import { scaleOut } from './scale-out.ts'
import { schemaEvolution } from './schema-evolution.ts'
import { slowConsumerSpike } from './slow-consumer-spike.ts'
import { slowIsWorseThanDown } from './slow-is-worse-than-down.ts'
import { slowLink } from './slow-link.ts'
import { streamingOrPolling } from './streaming-or-polling.ts'
import { syncChainOrEventChain } from './sync-chain-or-event-chain.ts'
import { tcpOrQueue } from './tcp-or-queue.ts'
import { textOrBinary } from './text-or-binary.ts'
import { threadsRunOut } from './threads-run-out.ts'
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
  outbox,
  textOrBinary,
  tlsCost,
  bytesNotMessages,
  streamingOrPolling,
  fourQuadrants,
  threadsRunOut,
  eventLoopBlocked,
  heldVersusDone,
  acceptedIsNotDone,
  slowConsumerSpike,
  acknowledgedIsNotDone,
  phantomSuccess,
  visibilityTimeout,
  deadLetter,
  fifoOrThroughput,
  rareLoss,
  rollingDeploy,
  scaleOut,
  schemaEvolution,
  queueOrLog,
  lostAcknowledgement,
  orderByKey,
  consumersBeyondPartitions,
  consumerTuning,
  rebalanceStorm,
  commitBeforeOrAfter,
  exactlyOnceInsideKafka,
  acksAndFsync,
  poisonMessage,
  replay,
  slowIsWorseThanDown,
  breakerSavesTheCaller,
  retryStorm,
  retriesMultiply,
  deadlinePropagation,
  hedgedTail,
  latencyAddsUp,
  p99DoesNotAdd,
  fanOutTail,
  syncChainOrEventChain,
  internalAndExternal,
  nPlusOne,
  headOfLine,
  noisyNeighbour,
].map(parsed)
