/** The few words of the player, by itself: it carries no page with it. */
import type { RecordingTrouble } from '#core/recording.ts'
import type { Locale } from '#core/text.ts'

export interface EmbedWords {
  badge: string
  /** Of a run that is on. */
  measured: string
  measuredWhy: string
  live: string
  badgeWhy: string
  play: string
  pause: string
  again: string
  at: string
  speed: string
  chart: string
  table: string
  picture: string
  second: string
  seed: string
  nWhy: string
  open: string
  keys: string
  loading: string
  playing: string
  paused: string
  ended: string
  fault: (label: string) => string
  failed: string
  noLane: (ids: string, known: string) => string
  trouble: Record<RecordingTrouble | 'unreachable' | 'no-src', string>
}

export const embedWords: Record<Locale, EmbedWords> = {
  ko: {
    badge: '실측 · 기록',
    measured: '실측',
    measuredWhy: '이 컴퓨터에서 지금 실행해 재고 있습니다.',
    live: '실행 중입니다.',
    badgeWhy: '실제로 실행해 잰 값을 기록한 것입니다.',
    play: '재생',
    pause: '멈춤',
    again: '다시 재생',
    at: '재생 위치',
    speed: '배속',
    chart: '보이는 값',
    table: '표로 보기',
    picture: '그림으로 보기',
    second: '초',
    seed: '시드',
    nWhy: '모든 레인에서 보내려던 주문 수',
    open: '직접 실행',
    keys: '스페이스: 재생·멈춤, ←→: 1초, [ ]: 앞뒤 장애',
    loading: '기록을 읽는 중',
    playing: '재생 중',
    paused: '멈춤',
    ended: '끝까지 재생했습니다.',
    fault: (label) => `장애: ${label}`,
    failed: '이 기록을 재생할 수 없습니다.',
    noLane: (ids, known) => `이 기록에 없는 레인: ${ids}. 있는 레인: ${known}.`,
    trouble: {
      'not-json': '파일이 JSON이 아닙니다.',
      foreign: 'Wirelab의 기록이 아닙니다.',
      version: '이 플레이어가 모르는 버전의 기록입니다.',
      damaged: '파일이 잘렸거나 바뀌었습니다.',
      'too-large': '파일이 너무 큽니다.',
      unreachable: '파일을 받지 못했습니다.',
      'no-src': '재생할 기록을 src에 적어 주세요.',
    },
  },
  en: {
    badge: 'measured · recorded',
    measured: 'measured',
    measuredWhy: 'It runs now, on this computer; every number is measured.',
    live: 'It is running.',
    badgeWhy: 'Recorded from a real run; every number was measured.',
    play: 'Play',
    pause: 'Pause',
    again: 'Play again',
    at: 'position',
    speed: 'speed',
    chart: 'what is shown',
    table: 'Show as a table',
    picture: 'Show as a picture',
    second: 's',
    seed: 'seed',
    nWhy: 'intended sends over all lanes',
    open: 'Run it yourself',
    keys: 'Space: play or pause, ←→: 1 s, [ ]: fault before or after',
    loading: 'Loading the recording',
    playing: 'playing',
    paused: 'paused',
    ended: 'Played to the end.',
    fault: (label) => `Fault: ${label}`,
    failed: 'This recording cannot be played.',
    noLane: (ids, known) => `Not a lane of this recording: ${ids}. It has ${known}.`,
    trouble: {
      'not-json': 'The file is not JSON.',
      foreign: 'It is not a recording of Wirelab.',
      version: 'It is of a version that this player does not know.',
      damaged: 'The file was cut off or altered.',
      'too-large': 'The file is too large.',
      unreachable: 'The file could not be fetched.',
      'no-src': 'Name the recording to play in src.',
    },
  },
}
