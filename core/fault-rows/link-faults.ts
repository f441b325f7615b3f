/** What can happen to a wire. The behaviour of each row is the file of its name in `server/link/faults/`. */
import { type FaultFacts, first, MINUTE_MS, ms, share } from './fault-facts.ts'
import { networkNames } from './networks.ts'

const MOST_BYTES = 1_000_000_000
const MOST_KB_PER_S = 10_000_000
const MINUTE_US = MINUTE_MS * 1000

export const linkFaults = {
  latency: {
    label: { ko: '지연', en: 'latency' },
    on: 'link',
    effect: { ko: '바이트가 그만큼 늦게 도착합니다', en: 'bytes arrive that much later' },
    attributes: {
      latency: ms({ ko: '지연', en: 'latency' }, 200),
      jitter: {
        type: 'number',
        min: 0,
        max: MINUTE_MS,
        default: 0,
        unit: '± ms',
        label: { ko: '흔들림', en: 'jitter' },
      },
      distribution: {
        type: 'choice',
        values: ['uniform', 'normal', 'lognormal', 'pareto'],
        default: 'uniform',
        label: {
          ko: '흔들림의 분포 (uniform은 ± 폭, 나머지는 표준편차)',
          en: 'how jitter spreads (± width if uniform, else standard deviation)',
        },
      },
      shape: {
        type: 'choice',
        values: ['flat', 'sine', 'square', 'saw', 'triangle'],
        default: 'flat',
        label: { ko: '시간에 따른 모양', en: 'shape over time' },
      },
      amplitude: ms({ ko: '모양의 진폭', en: 'amplitude of the shape' }, 0),
      period: {
        type: 'number',
        min: 10,
        max: MINUTE_MS,
        default: 10_000,
        unit: 'ms',
        label: { ko: '모양의 주기', en: 'period of the shape' },
      },
      first,
    },
  },
  bandwidth: {
    label: { ko: '대역폭 제한', en: 'bandwidth' },
    on: 'link',
    effect: { ko: '바이트가 이 속도보다 빨리 지나가지 못합니다', en: 'bytes pass no faster than this' },
    attributes: {
      rate: {
        type: 'number',
        min: 0,
        max: MOST_KB_PER_S,
        default: 100,
        unit: 'KB/s',
        label: { ko: '속도 (0 = 제한 없음)', en: 'rate (0 = no limit)' },
      },
      shared: {
        type: 'boolean',
        default: false,
        label: { ko: '모든 연결이 나눠 씀', en: 'shared by all connections' },
      },
      first,
    },
  },
  slow_close: {
    label: { ko: '늦은 종료', en: 'slow close' },
    on: 'link',
    effect: {
      ko: '연결을 닫는다는 신호(FIN, RST)만 늦게 도착합니다',
      en: 'only the end of a connection (FIN, RST) is late',
    },
    attributes: { delay: ms({ ko: '지연', en: 'delay' }, 1000), first },
  },
  timeout: {
    label: { ko: '무응답', en: 'black hole' },
    on: 'link',
    effect: {
      ko: '아무것도 지나가지 않습니다. 거두면 그 연결들은 닫힙니다',
      en: 'nothing passes; when lifted, the connections it starved are closed',
    },
    attributes: { timeout: ms({ ko: '닫기까지 (0 = 거둘 때까지)', en: 'close after (0 = when lifted)' }, 0), first },
  },
  reset_peer: {
    label: { ko: '연결 끊기', en: 'reset' },
    on: 'link',
    effect: { ko: '연결이 RST로 끊깁니다', en: 'connections are cut with RST' },
    attributes: { timeout: ms({ ko: '유예', en: 'after' }, 0), first },
  },
  slicer: {
    label: { ko: '잘게 쪼개기', en: 'slicer' },
    on: 'link',
    effect: { ko: '바이트가 작은 조각으로 나뉘어 도착합니다', en: 'bytes arrive in small pieces' },
    attributes: {
      average_size: {
        type: 'integer',
        min: 1,
        max: 65_536,
        default: 64,
        unit: 'bytes',
        label: { ko: '조각의 평균 크기', en: 'average size of a piece' },
      },
      size_variation: {
        type: 'integer',
        min: 0,
        max: 65_536,
        default: 0,
        unit: '± bytes',
        label: { ko: '크기의 차이', en: 'variation of the size' },
      },
      delay: {
        type: 'number',
        min: 0,
        max: MINUTE_US,
        default: 1000,
        unit: 'µs',
        label: { ko: '조각 사이의 지연', en: 'delay between pieces' },
      },
      first,
    },
  },
  limit_data: {
    label: { ko: '바이트 수 제한', en: 'limit data' },
    on: 'link',
    effect: {
      ko: '연결마다 이만큼 지나가고 나면 연결이 닫힙니다',
      en: 'each connection is closed once so many bytes have passed',
    },
    attributes: {
      bytes: {
        type: 'integer',
        min: 0,
        max: MOST_BYTES,
        default: 1000,
        unit: 'bytes',
        label: { ko: '지나가는 바이트 수', en: 'bytes that pass' },
      },
      first,
    },
  },
  loss: {
    label: { ko: '패킷 손실', en: 'loss' },
    on: 'link',
    simulated: true,
    effect: {
      ko: '잃은 바이트가 재전송 타임아웃(200 ms) 뒤에 오고, 그 뒤의 바이트도 모두 기다립니다. 모의입니다',
      en: 'lost bytes come one retransmission timeout (200 ms) later, and all behind them wait; simulated',
    },
    attributes: { loss_rate: share({ ko: '손실률', en: 'loss rate' }, 0.05), first },
  },
  packet_loss: {
    label: { ko: '바이트 유실', en: 'packet loss' },
    on: 'link',
    simulated: true,
    effect: {
      ko: '바이트가 사라지고 다시 오지 않습니다. TCP에서는 일어나지 않는 일이라 모의입니다',
      en: 'bytes vanish and never come: TCP would not let it happen, so it is simulated',
    },
    attributes: {
      loss_rate: share({ ko: '손실률', en: 'loss rate' }, 0.05),
      correlation: share({ ko: '앞 조각과의 상관', en: 'correlation with the chunk before' }, 0),
      first,
    },
  },
  partition: {
    label: { ko: '단방향 단절', en: 'one-way partition' },
    on: 'link',
    effect: {
      ko: '한 방향으로 아무것도 도착하지 않다가, 거두면 모두 한꺼번에 도착합니다',
      en: 'nothing arrives in one direction; when lifted, all of it does',
    },
    attributes: { first },
  },
  corrupt: {
    label: { ko: '비트 뒤집힘', en: 'bit flips' },
    on: 'link',
    simulated: true,
    effect: {
      ko: '조각마다 비트 하나가 뒤집힙니다. TCP 체크섬이 거의 다 걸러 내는 일이라 모의입니다',
      en: 'one bit of a chunk is flipped: the checksum of TCP catches nearly all of that, so it is simulated',
    },
    attributes: { first },
  },
  hang_up: {
    label: { ko: '받자마자 끊기', en: 'hang up at accept' },
    on: 'link',
    effect: { ko: '새 연결을 받아들이고 곧바로 끊습니다', en: 'a new connection is accepted and cut at once' },
    attributes: {
      how: {
        type: 'choice',
        values: ['rst', 'fin'],
        default: 'rst',
        label: { ko: '끊는 방법', en: 'how' },
      },
      first,
    },
  },
  garbage: {
    label: { ko: '쓰레기 응답', en: 'garbage' },
    on: 'link',
    effect: {
      ko: '새 연결에 아무 뜻 없는 바이트를 보내고 닫습니다',
      en: 'a new connection is sent random bytes and closed',
    },
    attributes: {
      bytes: {
        type: 'integer',
        min: 1,
        max: 1_048_576,
        default: 64,
        unit: 'bytes',
        label: { ko: '보낼 바이트 수', en: 'random bytes' },
      },
      first,
    },
  },
  network: {
    label: { ko: '회선', en: 'network' },
    on: 'link',
    stream: 'both',
    simulated: true,
    effect: {
      ko: '지연과 대역폭, 손실이 이런 회선과 비슷해집니다',
      en: 'delay, bandwidth and loss become those of such a network',
    },
    attributes: {
      profile: {
        type: 'choice',
        values: networkNames,
        default: 'cross-region',
        label: { ko: '어떤 회선', en: 'which' },
      },
      first,
    },
  },
  down: {
    label: { ko: '링크 끊김', en: 'link down' },
    on: 'link',
    effect: { ko: '있던 연결은 끊기고 새 연결은 거절됩니다', en: 'connections are cut and new ones refused' },
    attributes: {},
  },
} as const satisfies Record<string, FaultFacts>
