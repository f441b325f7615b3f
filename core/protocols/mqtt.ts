import type { ProtocolFacts } from '../protocol-facts.ts'
import { consumerOptions, journalled, KIB, subscribersOption, tlsOptions } from './shared.ts'

export const mqtt = {
  name: 'MQTT',
  wire: 'MQTT 3.1.1',
  stack: ['JSON', 'PUBLISH packet', 'TCP'],
  osiLayer: 7,
  ordering: {
    ko: '한 토픽, 한 발행자, 같은 QoS 안에서 순서대로. 연결이 끊겼다 이어지면 밀린 것과 새것이 섞입니다',
    en: 'in order within one topic, one publisher and one QoS; after a reconnect, what was queued and what is new mix',
  },
  delivery: {
    ko: 'QoS 0 최대 한 번, 1 최소 한 번, 2 정확히 한 번(브로커까지의 구간마다). 죽은 컨슈머가 메모리에 두었던 QoS 2 메시지는 다시 오지 않습니다',
    en: 'QoS 0 at most once, 1 at least once, 2 exactly once (each hop to and from the broker); what a consumer kept in memory at QoS 2 when it crashed does not come again',
  },
  browser: {
    reachable: false,
    why: {
      ko: '브로커가 MQTT를 TCP로만 받습니다. WebSocket으로 감싸야 브라우저에서 됩니다',
      en: 'this broker takes MQTT on TCP only; a browser needs it wrapped in WebSocket',
    },
  },
  legs: ['produce', 'consume'],
  engine: true,
  ordered: false,
  largestPayloadBytes: 256 * KIB,
  styles: {
    'request-reply': {
      acknowledged: {
        ko: '호출자 자신의 응답 토픽으로 영수증이 도착한 때',
        en: "the receipt has arrived on the caller's own response topic",
      },
      completed: journalled,
      legs: ['produce', 'consume', 'reply'],
    },
    'one-way': {
      acknowledged: {
        ko: 'QoS 0: 소켓에 넘긴 때(브로커는 모름), QoS 1: PUBACK이 도착한 때, QoS 2: PUBCOMP가 도착한 때',
        en: 'QoS 0: handed to the socket, the broker may never see it; QoS 1: PUBACK has arrived; QoS 2: PUBCOMP has arrived',
      },
      completed: {
        ko: '컨슈머가 작업을 마치고 장부에 적은 때 (ack가 작업 뒤면 브로커에 ack를 보내기 전)',
        en: 'the consumer has done the work and written it in its journal; before it acknowledges to the broker, unless it does that first',
      },
    },
    'async-request-reply': {
      acknowledged: {
        ko: '모두가 함께 구독하는 응답 토픽에서 상관 ID(correlation ID)가 맞는 영수증을 받은 때',
        en: 'the receipt with the correlation id of the request has come on the response topic that all callers subscribe to',
      },
      completed: journalled,
      legs: ['produce', 'consume', 'reply'],
    },
    'publish-subscribe': {
      acknowledged: {
        ko: '브로커가 메시지를 받은 때 (one-way와 같음). 구독자마다 나눠 주는 일은 브로커가 합니다',
        en: 'the broker has the message, as in one-way; handing it to every subscriber is up to the broker',
      },
      completed: {
        ko: '모든 구독자가 작업을 마치고 장부에 적은 때',
        en: 'every subscriber has done the work and written it in its journal',
      },
    },
  },
  impossible: {
    stream: {
      why: {
        ko: '브로커는 메시지 하나하나를 나눠 줄 뿐, 흐름의 처음과 끝을 모릅니다',
        en: 'the broker hands out single messages; it knows no beginning and no end of a flow',
      },
      nearest: 'publish-subscribe',
    },
  },
  defaultStyle: 'one-way',
  absent: {
    consumers: {
      ko: '구독자마다 컨슈머는 하나입니다. 브로커가 말하는 MQTT 3.1.1에는 공유 구독(MQTT 5 §4.8.2)이 없어, 둘이 구독하면 나눠 갖지 않고 모든 메시지를 각자 받습니다. 동시에 처리하는 수는 inFlight로 정합니다',
      en: 'a subscriber is one consumer: the broker speaks MQTT 3.1.1, which has no shared subscriptions (MQTT 5 §4.8.2), so two would not share the messages but each be handed all of them; inFlight says how many it works on at once',
    },
  },
  options: {
    qos: { type: 'choice', values: ['0', '1', '2'], default: '1', label: { ko: 'QoS', en: 'QoS' } },
    session: {
      type: 'choice',
      values: ['persistent', 'clean'],
      default: 'persistent',
      label: { ko: '컨슈머의 세션', en: "the consumer's session" },
    },
    inFlight: {
      type: 'integer',
      min: 1,
      max: 1000,
      default: 16,
      label: { ko: '컨슈머가 동시에 처리하는 수', en: 'messages worked on at once' },
    },
    retained: {
      type: 'boolean',
      default: false,
      label: { ko: '마지막 영수증 보관(retained)', en: 'retain the latest receipt' },
    },
    ...subscribersOption,
    ...consumerOptions,
    ...tlsOptions,
  },
} as const satisfies ProtocolFacts
