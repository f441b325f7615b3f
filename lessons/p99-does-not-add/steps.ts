import type { LessonStep } from '#core/lesson.ts'
import { narrated } from '../narrated.ts'

const vary: LessonStep['vary'] = {
  what: 'lane',
  label: { ko: '차례로 부르는 서비스', en: 'services in a row' },
  unit: { ko: '홉', en: 'hops' },
  of: [
    { value: 3, lane: 'three' },
    { value: 5, lane: 'five' },
  ],
  start: 5,
}

const tail: LessonStep = {
  id: 'tail',
  question: {
    ko: '기록된 곡선은 서비스 하나의 것입니다. 같은 서비스를 {value} 이으면 호출자의 p99는 몇 ms일까요?',
    en: 'The recorded curve is that of one service. With the same service {value} in a row, what is the p99 of the caller, in ms?',
  },
  context: {
    ko: '서비스마다 일의 절반은 50 ms 안에 끝나고, 백에 하나는 1초를 넘깁니다. 앞의 서비스는 뒤의 서비스를 부르고, 그 답을 받아야 답합니다.',
    en: 'In each service half of the work takes less than 50 ms, and one in a hundred more than 1 s. Each one calls the next, and answers once it has its answer.',
  },
  lanes: ['one'],
  opening: ['one'],
  shows: 'curve',
  guess: {
    metric: '*.callerLatencyMs.p99',
    label: { ko: '이어진 서비스를 부른 호출자의 p99', en: 'p99 of who calls the row' },
  },
  tabulates: [
    { metric: 'one.callerLatencyMs.p99', label: { ko: '한 홉 p99', en: 'one hop p99' } },
    { metric: '*.callerLatencyMs.p99', label: { ko: '이어진 p99', en: 'row p99' } },
  ],
  vary,
  narration: narrated({
    running: {
      ko: '두 길에 같은 비율로 주문이 나갑니다. 한쪽은 서비스 하나, 한쪽은 여럿을 지나야 답이 옵니다.',
      en: 'Orders go both ways at the same rate. One way leads through one service, the other through several.',
    },
    half: {
      ko: '절반이 지났습니다. 긴 쪽의 꼬리가 홉 수만큼 길어지고 있나요?',
      en: 'Half of it is over. Is the tail of the longer way longer by as much as it has hops?',
    },
    draining: {
      ko: '보내기가 끝났고, 남은 답을 기다립니다.',
      en: 'Nothing is sent any more; the last answers come in.',
    },
  }),
  report: {
    question: { ko: '호출자의 p99는 어떻게 되었나요?', en: 'What became of the p99 of the caller?' },
    options: [
      { id: 'sum', text: { ko: '홉마다의 p99를 더한 만큼 늘었다', en: 'it is the p99s of the hops, added up' } },
      { id: 'less', text: { ko: '늘었지만 더한 값에는 한참 못 미쳤다', en: 'it grew, but by far less than that' } },
      { id: 'same', text: { ko: '한 홉과 거의 같았다', en: 'it is about that of one hop' } },
    ],
  },
  reveal: {
    claims: [
      {
        threshold: '*.callerLatencyMs.p99 < {value}*one.callerLatencyMs.p99',
        shown: {
          ko: '한 홉의 p99는 {one.callerLatencyMs.p99}, {value}의 p99는 {*.callerLatencyMs.p99}였습니다. 홉 수를 곱한 값보다 짧습니다.',
          en: 'The p99 of one hop was {one.callerLatencyMs.p99}, that of {value} {*.callerLatencyMs.p99}: shorter than so many times the one.',
        },
        notShown: {
          ko: '이번 실행에서는 한 홉 {one.callerLatencyMs.p99}, {value} {*.callerLatencyMs.p99}로, 더한 값을 넘겼습니다. 한 홉의 p99는 {one.callerLatencyMs.n}건 가운데 가장 느린 몇 건에 달려 있습니다. 다시 재 보세요.',
          en: 'In this run it was {one.callerLatencyMs.p99} and, over {value}, {*.callerLatencyMs.p99}: more than the sum. The p99 of one hop stands on the few slowest of {one.callerLatencyMs.n}. Measure again.',
        },
      },
    ],
    explains: {
      ko: 'p99가 더해지려면 한 주문이 지나는 모든 서비스에서 백에 하나인 일을 한꺼번에 당해야 합니다. 서로 상관없는 서비스라면 거의 일어나지 않습니다. 꼬리에 있는 주문은 대개 한 곳에서만 운이 나빴던 주문입니다. 그렇다고 공짜는 아닙니다. 운이 나쁠 기회가 홉마다 있으니까요. 그렇다면 중앙값은 어떻게 될까요?',
      en: 'For p99s to add up, one order would have to meet with what happens once in a hundred in every service it passes. Where they have nothing to do with each other that hardly ever happens: who is in the tail was unlucky once. It is not free all the same, for there is a chance of bad luck at every hop. So what of the median?',
    },
  },
}

const median: LessonStep = {
  id: 'median',
  question: {
    ko: '그렇다면 중앙값은 어떨까요? 같은 서비스를 {value} 이으면 호출자의 절반은 몇 ms 안에 답을 받을까요?',
    en: 'And the median? With the same service {value} in a row, within how many ms has half of the callers its answer?',
  },
  context: {
    ko: '서비스도 요청률도 앞 단계와 같습니다. 기록된 곡선은 서비스 하나의 것입니다.',
    en: 'Services and rate are those of the step before. The recorded curve is that of one service.',
  },
  lanes: ['one'],
  opening: ['one'],
  shows: 'curve',
  guess: {
    metric: '*.callerLatencyMs.p50',
    label: { ko: '이어진 서비스를 부른 호출자의 중앙값', en: 'median of who calls the row' },
  },
  tabulates: [
    { metric: 'one.callerLatencyMs.p50', label: { ko: '한 홉 p50', en: 'one hop p50' } },
    { metric: '*.callerLatencyMs.p50', label: { ko: '이어진 p50', en: 'row p50' } },
  ],
  vary,
  narration: narrated({
    running: {
      ko: '같은 서비스, 같은 비율입니다. 이번에는 가운데를 봅니다.',
      en: 'The same services at the same rate. This time look at the middle.',
    },
    half: {
      ko: '절반이 지났습니다. 가운데에서 두 곡선은 홉 수만큼 벌어졌나요, 더 벌어졌나요?',
      en: 'Half of it is over. In the middle, are the curves as many times apart as there are hops, or more?',
    },
    draining: {
      ko: '보내기가 끝났고, 남은 답을 기다립니다.',
      en: 'Nothing is sent any more; the last answers come in.',
    },
  }),
  report: {
    question: { ko: '중앙값은 어떻게 되었나요?', en: 'What became of the median?' },
    options: [
      { id: 'times', text: { ko: '홉 수만큼 늘었다', en: 'it grew as many times as there are hops' } },
      { id: 'more', text: { ko: '홉 수보다 더 많이 늘었다', en: 'it grew by more than that' } },
      { id: 'less', text: { ko: 'p99처럼 홉 수보다 덜 늘었다', en: 'by less than that, as the p99 did' } },
    ],
  },
  reveal: {
    claims: [
      {
        threshold: '*.callerLatencyMs.p50 > {value}*one.callerLatencyMs.p50',
        shown: {
          ko: '한 홉의 중앙값은 {one.callerLatencyMs.p50}, {value}의 중앙값은 {*.callerLatencyMs.p50}였습니다. 홉 수를 곱한 값보다 깁니다.',
          en: 'The median of one hop was {one.callerLatencyMs.p50}, that of {value} {*.callerLatencyMs.p50}: longer than so many times the one.',
        },
        notShown: {
          ko: '이번 실행에서는 한 홉 {one.callerLatencyMs.p50}, {value} {*.callerLatencyMs.p50}였습니다.',
          en: 'In this run it was {one.callerLatencyMs.p50} and, over {value}, {*.callerLatencyMs.p50}.',
        },
      },
    ],
    explains: {
      ko: '홉이 여럿이면 보통 주문도 어딘가에서 한 번은 느린 일을 만납니다. 그래서 꼬리가 가운데로 번져 중앙값은 홉 수보다 더 늘어나고, p99는 덜 늘어납니다. 백분위수는 더할 수도, 곱할 수도, 평균 낼 수도 없습니다. 더해지는 것은 평균뿐입니다. 전체의 백분위수는 전체를 재야 압니다.',
      en: 'Over several hops an ordinary order, too, meets with something slow somewhere: the tail spreads into the middle, the median grows by more than the number of hops and the p99 by less. Percentiles can be neither added nor multiplied nor averaged; only means add up. Who wants a percentile of the whole has to measure the whole.',
    },
  },
}

export const steps = [tail, median]
