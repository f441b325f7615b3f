import type { ProtocolFacts } from '../protocol-facts.ts'
import { KIB } from './shared.ts'

export const sqs = {
  name: 'SQS',
  wire: 'queue · HTTP/1.1',
  stack: ['JSON', 'SendMessage', 'HTTP/1.1', 'TCP'],
  osiLayer: 7,
  ordering: { ko: '표준 큐: 대체로 순서대로, 보장은 없음', en: 'a standard queue: mostly in order, not promised' },
  delivery: {
    ko: '최소 한 번. 지우기 전에 가시성 제한 시간이 지나면 다시 옴',
    en: 'at least once: it comes again unless deleted within the visibility timeout',
  },
  browser: {
    reachable: false,
    why: {
      ko: '요청마다 AWS 비밀 키로 서명해야 하고, 그 키는 페이지에 둘 수 없습니다',
      en: 'each request is signed with an AWS secret key, which has no place in a page',
    },
  },
  legs: ['produce', 'consume'],
  engine: true,
  ordered: false,
  largestPayloadBytes: 256 * KIB,
  styles: {
    'one-way': {
      acknowledged: {
        ko: 'SendMessage 응답이 도착한 때 (큐가 받음)',
        en: "SendMessage's response has arrived: the queue has it",
      },
      completed: {
        ko: '컨슈머가 작업을 마치고 장부에 적은 때 (삭제 전)',
        en: 'a consumer has done the work and written it in its journal, before the delete',
      },
    },
  },
  impossible: {
    stream: {
      why: {
        ko: '받은 메시지는 지워집니다. 이어지는 흐름도, 되감을 자리도 없습니다',
        en: 'what was received is deleted; there is no flow to follow and no place to rewind to',
      },
      nearest: 'publish-subscribe',
    },
  },
  defaultStyle: 'one-way',
  options: {
    consumers: { type: 'integer', min: 1, max: 64, default: 4, label: { ko: '컨슈머 수', en: 'consumers' } },
    batch: {
      type: 'integer',
      min: 1,
      max: 10,
      default: 1,
      label: { ko: '한 번에 받는 수', en: 'messages per receive' },
    },
    waitTimeS: {
      type: 'integer',
      min: 0,
      max: 20,
      default: 2,
      unit: 's',
      label: { ko: '롱 폴링 대기', en: 'long-poll wait' },
    },
    visibilityTimeoutS: {
      type: 'integer',
      min: 1,
      max: 43_200,
      default: 30,
      unit: 's',
      label: { ko: '가시성 제한 시간', en: 'visibility timeout' },
    },
  },
} as const satisfies ProtocolFacts
