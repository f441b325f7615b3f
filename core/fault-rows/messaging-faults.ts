/** What can happen to messages on their way from a broker to the service, and to the broker. */
import { type FaultFacts, ms } from './fault-facts.ts'

export const messagingFaults = {
  drop_message: {
    label: { ko: '메시지 유실', en: 'drop messages' },
    on: 'consumer',
    simulated: true,
    effect: {
      ko: '브로커는 넘겨준 것으로 알지만 메시지는 아무에게도 닿지 않습니다',
      en: 'the broker takes the message for delivered, and it reaches nobody',
    },
    attributes: {},
  },
  duplicate_message: {
    label: { ko: '메시지 중복', en: 'duplicate messages' },
    on: 'consumer',
    simulated: true,
    effect: { ko: '같은 메시지가 여러 번 도착합니다', en: 'the same message arrives more than once' },
    attributes: {
      copies: {
        type: 'integer',
        min: 1,
        max: 10,
        default: 1,
        unit: 'copies',
        label: { ko: '더 오는 횟수', en: 'on top of the first' },
      },
    },
  },
  delay_message: {
    label: { ko: '메시지 지연', en: 'delay messages' },
    on: 'consumer',
    effect: {
      ko: '받은 메시지를 그만큼 쥐고 있다가 일을 시작합니다. 가시성 타임아웃은 그동안에도 흐릅니다',
      en: 'a message is held that long before it is worked on; its visibility timeout goes on meanwhile',
    },
    attributes: { delay: ms({ ko: '지연', en: 'delay' }, 500) },
  },
  reorder_messages: {
    label: { ko: '순서 뒤바뀜', en: 'reorder messages' },
    on: 'consumer',
    effect: {
      ko: '메시지가 뒤에 온 것들에게 추월당합니다',
      en: 'a message is overtaken by those that come after it',
    },
    attributes: {
      behind: {
        type: 'integer',
        min: 1,
        max: 1000,
        default: 1,
        unit: 'messages',
        label: { ko: '추월하는 메시지 수', en: 'overtaken by' },
      },
      wait: ms({ ko: '기다리는 시간의 한도', en: 'waits for them at most' }, 1000),
    },
  },
  drop_ack: {
    label: { ko: '확인 응답 유실', en: 'drop acknowledgements' },
    on: 'consumer',
    // A log's group commits offsets: the next commit makes up for a lost one.
    of: ['sqs', 'mqtt'],
    effect: {
      ko: '일은 끝났지만 확인 응답이 브로커에 닿지 않아, 메시지가 다시 옵니다',
      en: 'the work is done and its acknowledgement never arrives: the message comes again',
    },
    attributes: {},
  },
  delay_ack: {
    label: { ko: '확인 응답 지연', en: 'delay acknowledgements' },
    on: 'consumer',
    effect: {
      ko: '일이 끝나고 그만큼 뒤에야 확인 응답을 보냅니다',
      en: 'the acknowledgement goes out that much later',
    },
    attributes: { delay: ms({ ko: '지연', en: 'delay' }, 1000) },
  },
  poison_message: {
    label: { ko: '독이 든 메시지', en: 'poison messages' },
    on: 'consumer',
    effect: {
      ko: '컨슈머는 이 메시지를 몇 번을 받아도 처리하지 못합니다. 큐에서는 다시 오다가 데드 레터로 가고, 로그에서는 뒤의 메시지를 막습니다',
      en: 'the consumer cannot do the message however often it comes: a queue hands it out again until it is a dead letter; in a log it holds up what is behind it',
    },
    attributes: {
      every: {
        type: 'integer',
        min: 1,
        max: 1_000_000,
        default: 10,
        unit: 'orders',
        label: { ko: '몇 건마다 하나 (1 = 모두)', en: 'one in so many (1 = all)' },
      },
    },
  },
  consumer_crash: {
    label: { ko: '컨슈머 크래시', en: 'consumer crash' },
    on: 'consumer',
    effect: {
      ko: '이 메시지를 쥔 컨슈머가 죽고, 쥐고 있던 것은 모두 확인되지 않습니다',
      en: 'the consumer dies of this message, and nothing that it holds is acknowledged',
    },
    attributes: {
      when: {
        type: 'choice',
        values: ['before-ack', 'after-ack'],
        default: 'before-ack',
        label: { ko: '언제', en: 'when' },
      },
    },
  },
  rewind_group: {
    label: { ko: '그룹 되감기', en: 'rewind the group' },
    on: 'consumer',
    of: ['kafka'],
    effect: {
      ko: '컨슈머 그룹이 잠시 멈추고, 커밋한 오프셋을 앞으로 되돌려 로그에 남아 있는 것을 다시 읽습니다. 거두어도 되돌아가지 않습니다',
      en: 'the consumer groups stop for a moment, set what they have committed back, and read again what is still in the log; lifting it undoes nothing',
    },
    attributes: {
      back: {
        type: 'integer',
        min: 0,
        max: 86_400,
        default: 0,
        unit: 's',
        label: { ko: '되돌릴 시간 (0: 처음부터)', en: 'how far back (0: to the beginning)' },
      },
    },
  },
  broker_pause: {
    label: { ko: '브로커 멈춤', en: 'broker pause' },
    on: 'engine',
    effect: {
      ko: '브로커와의 연결은 열려 있지만 양쪽 어디로도 아무것도 지나가지 않습니다',
      en: 'connections to the broker stay open, and nothing passes either way on any of them',
    },
    attributes: {},
  },
  broker_crash: {
    label: { ko: '브로커 크래시', en: 'broker crash' },
    on: 'engine',
    effect: {
      ko: '브로커와의 연결이 모두 RST로 끊기고, 거둘 때까지 거절됩니다. 저장한 메시지는 남거나, 메모리에만 두었다면 사라집니다',
      en: 'every connection to the broker is reset, and refused until this is lifted; what it has stored is kept, or gone with its memory',
    },
    attributes: {
      loses: {
        type: 'choice',
        values: ['nothing', 'memory'],
        default: 'nothing',
        label: {
          ko: '잃는 것 (memory: 쥐고 있던 메시지와 세션, 오프셋. 내장 브로커만)',
          en: 'what it loses (memory: messages, sessions and offsets that it held; an embedded broker only)',
        },
      },
    },
  },
  power_loss: {
    label: { ko: '브로커 정전', en: 'power loss' },
    on: 'engine',
    of: ['kafka'],
    needs: { option: 'storage', is: 'disk' },
    simulated: true,
    effect: {
      ko: '브로커와의 연결이 모두 끊기고 거둘 때까지 거절되며, fsync하지 않은 것은 로그에서 사라집니다. 실제 정전이 아니라 파일을 마지막 fsync까지 잘라 낸 모의입니다',
      en: 'every connection to the broker is reset, and refused until this is lifted; what was not fsynced is gone from its log. No real loss of power: its files are cut back to their last fsync',
    },
    attributes: {},
  },
} as const satisfies Record<string, FaultFacts>
