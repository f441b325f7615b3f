/** What can happen to a service. */
import { type FaultFacts, ms, replica, share } from './fault-facts.ts'

export const serviceFaults = {
  stop: {
    label: { ko: '서비스 중지', en: 'stop the service' },
    on: 'service',
    effect: {
      ko: '서버는 포트를 닫고 연결을 끊습니다. 컨슈머는 더 가져오지 않습니다',
      en: 'a server closes its port and resets; consumers stop polling',
    },
    attributes: { replica },
  },
  crash: {
    label: { ko: '크래시', en: 'crash' },
    on: 'service',
    effect: {
      ko: '프로세스가 죽습니다. 하던 일은 끝나지 못하고 연결은 RST로 끊기며, 잠시 뒤 다시 뜹니다',
      en: 'the process dies: work in hand ends undone, connections are reset; after a while it is back',
    },
    attributes: {
      restart: ms({ ko: '다시 뜨기까지 (0 = 거둘 때까지)', en: 'back after (0 = when lifted)' }, 1000),
      replica,
    },
  },
  pause: {
    label: { ko: '멈춤', en: 'pause' },
    on: 'service',
    effect: {
      ko: '연결은 열려 있지만 아무 답도 나가지 않습니다. 긴 GC처럼요',
      en: 'connections stay open and nothing is answered, as in a long garbage collection',
    },
    attributes: {},
  },
  delay: {
    label: { ko: '서비스 지연', en: 'service delay' },
    on: 'service',
    effect: { ko: '일을 시작하기 전에 그만큼 쉽니다', en: 'work begins that much later' },
    attributes: {
      delay: {
        type: 'weights',
        of: 'ms',
        default: '100ms:100',
        unit: 'delay:%',
        label: { ko: '지연과 비율', en: 'delays and their shares' },
      },
    },
  },
  percentiles: {
    label: { ko: '백분위 지연', en: 'delay by percentiles' },
    on: 'service',
    effect: { ko: '이런 백분위의 지연이 더해집니다', en: 'a delay of these percentiles is added' },
    attributes: {
      p50: { ...ms({ ko: '중앙값', en: 'median' }, 5), min: 0.001 },
      p90: { ...ms({ ko: '90번째 백분위', en: '90th percentile' }, 20), min: 0.001 },
      p99: { ...ms({ ko: '99번째 백분위', en: '99th percentile' }, 200), min: 0.001 },
    },
  },
  error: {
    label: { ko: '오류 응답', en: 'errors' },
    on: 'service',
    effect: {
      ko: '이 비율의 주문이 일하지 않고 실패합니다. 프로토콜마다 제 코드로 말합니다',
      en: 'this share of orders fails without being worked on, said in each protocol’s own code',
    },
    attributes: {
      rate: share({ ko: '오류율', en: 'error rate' }, 0.3),
      code: {
        type: 'choice',
        values: ['error', 'overloaded', 'rejected', 'invalid'],
        default: 'error',
        label: { ko: '어떤 오류', en: 'which error' },
      },
      delay: ms({ ko: '실패하기까지', en: 'fails after' }, 0),
    },
  },
  status: {
    label: { ko: '상태 코드', en: 'status codes' },
    on: 'service',
    effect: {
      ko: '이 비율로 이런 HTTP 상태로 거절합니다. 다른 프로토콜은 뜻이 같은 코드로 말합니다',
      en: 'refuses with these HTTP statuses at these shares; other protocols say what means the same',
    },
    attributes: {
      status: {
        type: 'weights',
        of: 'status',
        default: '404:10,503:5',
        unit: 'status:%',
        label: { ko: '상태와 비율', en: 'statuses and their shares' },
      },
    },
  },
  size: {
    label: { ko: '응답 크기', en: 'size of the answer' },
    on: 'service',
    effect: {
      ko: '이 비율의 영수증이 이런 크기의 채움을 싣고 나갑니다. 답을 받는 이가 없으면 아무 일도 없습니다',
      en: 'receipts carry padding of these sizes at these shares; where nobody is answered nothing changes',
    },
    attributes: {
      size: {
        type: 'weights',
        of: 'bytes',
        default: '65536:100',
        unit: 'bytes:%',
        label: { ko: '크기와 비율', en: 'sizes and their shares' },
      },
    },
  },
  rate_limit: {
    label: { ko: '처리율 제한', en: 'rate limit' },
    on: 'service',
    effect: {
      ko: '초당 이보다 많은 주문은 429와 Retry-After로 거절합니다',
      en: 'more orders a second than this are refused with 429 and Retry-After',
    },
    attributes: {
      rate: {
        type: 'number',
        min: 0.1,
        max: 100_000,
        default: 10,
        unit: 'orders/s',
        label: { ko: '초당 주문', en: 'orders a second' },
      },
      burst: {
        type: 'integer',
        min: 1,
        max: 100_000,
        default: 10,
        unit: 'orders',
        label: { ko: '한꺼번에 받는 수', en: 'at once' },
      },
      retry_after: {
        type: 'integer',
        min: 0,
        max: 3600,
        default: 1,
        unit: 's',
        label: { ko: '다시 오라는 때', en: 'Retry-After' },
      },
    },
  },
  cpu_burn: {
    label: { ko: 'CPU 점유', en: 'CPU burn' },
    on: 'service',
    effect: {
      ko: '서비스의 스레드가 이 비율만큼 다른 일로 바쁩니다. 같은 스레드의 레인도 함께 느려집니다',
      en: 'the thread of the service is busy with something else for this share of time; lanes on that thread suffer, too',
    },
    attributes: {
      load: { ...share({ ko: '점유율', en: 'share of the thread' }, 0.5), max: 0.95 },
    },
  },
  slow_start: {
    label: { ko: '느린 시작', en: 'slow start' },
    on: 'service',
    effect: {
      ko: '갓 뜬 서비스처럼 처음에는 느리고, 정한 시간 동안 점점 빨라집니다',
      en: 'slow at first, as a service that has just started, and faster over the warm-up',
    },
    attributes: {
      delay: ms({ ko: '처음의 지연', en: 'delay at first' }, 500),
      warm_up: ms({ ko: '빨라지기까지', en: 'warm-up' }, 10_000),
    },
  },
} as const satisfies Record<string, FaultFacts>
