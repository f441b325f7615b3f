/** Words for the log behind a lane: partitions, offsets, groups and their generations. */
import type { RebalanceCause } from '#core/log-state.ts'
import type { Locale } from '#core/text.ts'

export interface LogWords {
  title: string
  now: string
  atEnd: string
  frozen: (seconds: string) => string
  /** The second under the cursor; of a long run not every one is kept. */
  at: (second: string, everyS: number) => string
  notYet: string
  of: (lane: string, topic: string) => string
  topics: Record<string, string>
  markers: string
  partition: string
  all: string
  end: string
  endWhy: string
  committed: (group: string) => string
  committedWhy: string
  lag: (group: string) => string
  lagWhy: string
  group: (number: number) => string
  processor: string
  generation: (generation: number) => string
  members: (members: number) => string
  began: (seconds: string, generation: number, members: number) => string
  why: Record<RebalanceCause, string>
  deduplicated: (batches: string) => string
  unknown: string
}

export const logWords: Record<Locale, LogWords> = {
  ko: {
    title: '로그',
    now: '지금',
    atEnd: '끝났을 때',
    frozen: (seconds) => `${seconds}초에서 고정`,
    at: (second, everyS) => (everyS > 1 ? `${second}초 (${everyS}초에 한 번 기록)` : `${second}초`),
    notYet: '이때는 아직 로그를 확인하기 전입니다.',
    of: (lane, topic) => `${lane}: ${topic}`,
    topics: { orders: '주문 토픽', processed: '처리기 뒤의 토픽' },
    markers: '트랜잭션이 끝났다는 표시(마커)도 오프셋을 하나 차지해, 레코드 수보다 큽니다.',
    partition: '파티션',
    all: '합계',
    end: '끝 오프셋',
    endWhy: '다음 레코드가 받을 오프셋',
    committed: (group) => `${group} 커밋`,
    committedWhy: '그룹이 다시 시작하면 읽기 시작할 오프셋. –는 커밋한 적이 없음',
    lag: (group) => `${group} 랙`,
    lagWhy: '끝 오프셋에서 커밋한 오프셋을 뺀 수: 아직 처리를 마치지 않은 레코드',
    group: (number) => `그룹 ${number}`,
    processor: '처리기',
    generation: (generation) => `세대 ${generation}`,
    members: (members) => `컨슈머 ${members}`,
    began: (seconds, generation, members) => `${seconds}초: 세대 ${generation}, 컨슈머 ${members}.`,
    why: {
      joined: '컨슈머가 들어옴',
      left: '컨슈머가 나감',
      silent: '컨슈머의 세션이 끝남',
      'joined-again': '컨슈머가 다시 참여함',
      'came-back': '같은 컨슈머가 돌아옴',
      late: '배정이 제때 오지 않음',
    },
    deduplicated: (batches) => `멱등 프로듀서가 다시 보내 걸러 낸 배치 ${batches}`,
    unknown: '세대와 리밸런싱의 이유, 걸러 낸 배치는 이 클러스터가 알려 주지 않습니다.',
  },
  en: {
    title: 'Log',
    now: 'now',
    atEnd: 'at the end',
    frozen: (seconds) => `frozen at ${seconds} s`,
    at: (second, everyS) => (everyS > 1 ? `at ${second} s (kept once in ${everyS} s)` : `at ${second} s`),
    notYet: 'Nobody had looked at the log by then.',
    of: (lane, topic) => `${lane}: ${topic}`,
    topics: { orders: 'the topic of orders', processed: 'the topic behind the processor' },
    markers: 'The end of each transaction is marked in the log and takes an offset: there are more than records.',
    partition: 'partition',
    all: 'all',
    end: 'end offset',
    endWhy: 'the offset of the next record',
    committed: (group) => `${group} committed`,
    committedWhy: 'where the group would begin again; – where it has committed nothing',
    lag: (group) => `${group} lag`,
    lagWhy: 'end offset less committed offset: records that are not done with',
    group: (number) => `group ${number}`,
    processor: 'processor',
    generation: (generation) => `generation ${generation}`,
    members: (members) => `${members} ${members === 1 ? 'consumer' : 'consumers'}`,
    began: (seconds, generation, members) => `${seconds} s: generation ${generation}, ${members} in it;`,
    why: {
      joined: 'a consumer joined',
      left: 'a consumer left',
      silent: 'the session of a consumer was over',
      'joined-again': 'a consumer joined again',
      'came-back': 'the same consumer came back',
      late: 'an assignment came too late',
    },
    deduplicated: (batches) => `batches sent again by an idempotent producer and stored once: ${batches}`,
    unknown: 'This cluster does not say generations, why they began, or what it has deduplicated.',
  },
}
