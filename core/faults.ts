/** What can be broken, as data. A link fault's behaviour is one file in `server/link/faults/`. */
import type { Fields } from './fields.ts'
import { messageFaults } from './message-faults.ts'
import type { Text } from './text.ts'

export interface FaultFacts {
  label: Text
  /** What the fault acts on: the bytes of a link, the messages on it where it reads them, a service. */
  on: 'link' | 'messages' | 'service'
  /** The one protocol whose messages. */
  of?: 'kafka'
  /** What a reader sees happen. */
  effect: Text
  attributes: Fields
}

const MINUTE_MS = 60_000

export const faults = {
  latency: {
    label: { ko: '지연', en: 'latency' },
    on: 'link',
    effect: { ko: '바이트가 그만큼 늦게 도착합니다', en: 'bytes arrive that much later' },
    attributes: {
      latency: {
        type: 'number',
        min: 0,
        max: MINUTE_MS,
        default: 200,
        unit: 'ms',
        label: { ko: '지연', en: 'latency' },
      },
      jitter: {
        type: 'number',
        min: 0,
        max: MINUTE_MS,
        default: 0,
        unit: '± ms',
        label: { ko: '흔들림', en: 'jitter' },
      },
    },
  },
  reset_peer: {
    label: { ko: '연결 끊기', en: 'reset' },
    on: 'link',
    effect: { ko: '연결이 RST로 끊깁니다', en: 'connections are cut with RST' },
    attributes: {
      timeout: { type: 'number', min: 0, max: MINUTE_MS, default: 0, unit: 'ms', label: { ko: '유예', en: 'after' } },
    },
  },
  timeout: {
    label: { ko: '무응답', en: 'black hole' },
    on: 'link',
    effect: {
      ko: '아무것도 지나가지 않습니다. 거두면 그 연결들은 닫힙니다',
      en: 'nothing passes; when lifted, the connections it starved are closed',
    },
    attributes: {
      timeout: {
        type: 'number',
        min: 0,
        max: MINUTE_MS,
        default: 0,
        unit: 'ms',
        label: { ko: '닫기까지 (0 = 거둘 때까지)', en: 'close after (0 = when lifted)' },
      },
    },
  },
  down: {
    label: { ko: '링크 끊김', en: 'link down' },
    on: 'link',
    effect: { ko: '있던 연결은 끊기고 새 연결은 거절됩니다', en: 'connections are cut and new ones refused' },
    attributes: {},
  },
  stop: {
    label: { ko: '서비스 중지', en: 'stop the service' },
    on: 'service',
    effect: {
      ko: '서버는 포트를 닫고 연결을 끊습니다. 컨슈머는 더 가져오지 않습니다',
      en: 'a server closes its port and resets; consumers stop polling',
    },
    attributes: {},
  },
  ...messageFaults,
} as const satisfies Record<string, FaultFacts>

export type FaultType = keyof typeof faults
export type LinkFaultType = { [T in FaultType]: (typeof faults)[T]['on'] extends 'link' ? T : never }[FaultType]
export const faultTypes = Object.keys(faults) as FaultType[]

export function faultFactsOf(type: FaultType): FaultFacts {
  return faults[type]
}
