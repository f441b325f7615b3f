import { type LessonStep, unitMs } from '#core/lesson.ts'
import { narrated } from '../narrated.ts'

const fan: LessonStep = {
  id: 'fan',
  question: {
    ko: '백 번에 세 번 1초 늦는 서비스를 {value}에 동시에 묻고 모든 답을 기다리면, 요청의 절반은 몇 ms 안에 끝날까요?',
    en: 'A service is 1 s late three times in a hundred. Whoever asks it {value} and waits for all answers has half of the requests done within how many ms?',
  },
  context: {
    ko: '게이트웨이가 요청마다 샤드 여럿을 한꺼번에 부르고, 가장 늦은 답까지 받아야 답합니다. 샤드의 일은 5–25 ms입니다. 기록은 샤드를 하나만 부를 때입니다.',
    en: 'For each request a gateway calls several shards at once, and answers when the last of them has. The work of a shard takes 5 to 25 ms. Recorded is a gateway that calls one.',
  },
  lanes: ['fan-1'],
  opening: ['fan-1'],
  shows: 'caller',
  guess: {
    metric: '*.callerLatencyMs.p50',
    label: { ko: '여럿을 부르는 요청의 중앙값', en: 'median of a request that asks many' },
  },
  tabulates: [
    { metric: 'fan-1.callerLatencyMs.p50', label: { ko: '한 곳 p50', en: 'one p50' } },
    { metric: '*.callerLatencyMs.p50', label: { ko: '여럿 p50', en: 'many p50' } },
  ],
  vary: {
    what: 'lane',
    label: { ko: '한꺼번에 부르는 곳', en: 'asked at once' },
    unit: { ko: '곳', en: 'at once' },
    of: [
      { value: 10, lane: 'fan-10' },
      { value: 50, lane: 'fan-50' },
    ],
    start: 50,
  },
  narration: narrated({
    running: {
      ko: '두 게이트웨이에 같은 비율로 요청이 들어갑니다. 샤드가 늦는 비율도 같습니다.',
      en: 'Both gateways get requests at the same rate, and their shards are late as often.',
    },
    half: {
      ko: '절반이 지났습니다. 드물게 늦는 일이 아직도 드문가요?',
      en: 'Half of it is over. Is what is rarely late still rare?',
    },
    draining: { ko: '보내기가 끝났고, 늦은 답을 기다립니다.', en: 'Nothing is sent any more; late answers come in.' },
  }),
  report: {
    question: { ko: '여럿을 부르는 요청은 어땠나요?', en: 'What happened to requests that ask many?' },
    options: [
      { id: 'rare', text: { ko: '드문 일이라 절반은 그대로 빨랐다', en: 'half were as quick as ever: it is rare' } },
      { id: 'rule', text: { ko: '절반 넘게 늦은 답을 기다렸다', en: 'more than half of them waited for a late one' } },
      {
        id: 'sum',
        text: { ko: '부르는 곳의 수만큼 시간이 더해졌다', en: 'the times of all that were asked added up' },
      },
    ],
  },
  reveal: {
    claims: [
      {
        threshold: '*.callerLatencyMs.p50 > 2*fan-1.callerLatencyMs.p50',
        shown: {
          ko: '한 곳만 부른 요청의 절반은 {fan-1.callerLatencyMs.p50} 안에, {value}을 부른 요청의 절반은 {*.callerLatencyMs.p50} 안에 끝났습니다.',
          en: 'Half of the requests that asked one were done within {fan-1.callerLatencyMs.p50}, half of those that asked {value} within {*.callerLatencyMs.p50}.',
        },
        notShown: {
          ko: '한 곳은 {fan-1.callerLatencyMs.p50}, {value}은 {*.callerLatencyMs.p50}로, 중앙값은 아직 크게 다르지 않았습니다. 더 여러 곳을 불러 보세요.',
          en: 'It was {fan-1.callerLatencyMs.p50} for one and {*.callerLatencyMs.p50} for {value}: not far apart yet. Ask more of them.',
        },
      },
    ],
    explains: {
      ko: '모두를 기다리는 요청은 가장 늦은 답만큼 걸립니다. 하나가 늦지 않을 확률이 0.97이면 쉰이 모두 늦지 않을 확률은 0.97⁵⁰, 약 0.22입니다. 이론으로는 다섯 중 넷이 늦은 답을 하나는 만납니다. 서비스에게는 p97 너머의 일이 요청에게는 보통 일이 됩니다. 그러면 늦는 호출만 골라서 무언가 할 수는 없을까요?',
      en: 'Who waits for all takes as long as the last. If one is not late with a chance of 0.97, none of fifty is with 0.97⁵⁰, about 0.22: in theory four out of five requests meet at least one that is. What to a service lies beyond its p97 is to the request what usually happens. So can something be done about the late calls alone?',
    },
  },
}

const hedge: LessonStep = {
  id: 'hedge',
  question: {
    ko: '{value} 안에 답이 없는 호출만 한 벌 더 보내고 먼저 온 답을 쓰면(헤지), 50곳을 부르는 요청의 절반은 몇 ms 안에 끝날까요?',
    en: 'Calls without an answer after {value} are sent once more, and the first answer counts: a hedge. Of requests that ask 50 at once, half are done within how many ms?',
  },
  context: {
    ko: '샤드가 늦는 비율은 그대로 백 번에 세 번, 1초입니다. 헤지는 많아야 호출의 20 %까지 보냅니다. 기록은 헤지 없이 50곳을 부를 때입니다.',
    en: 'The shards are as late as before: 1 s, three times in a hundred. There are hedges for 20 % of the calls at most. Recorded are 50 at once without them.',
  },
  lanes: ['fan-50', 'hedged'],
  opening: ['fan-50'],
  shows: 'caller',
  guess: {
    metric: 'hedged.callerLatencyMs.p50',
    label: { ko: '헤지하는 요청의 중앙값', en: 'median of a hedged request' },
  },
  tabulates: [
    { metric: 'hedged.callerLatencyMs.p50', label: { ko: '헤지 p50', en: 'hedged p50' } },
    { metric: 'hedged.hedges', label: { ko: '더 보낸 호출', en: 'copies sent' } },
    { metric: 'hedged.ledger.duplicated', label: { ko: '두 번 처리', en: 'done twice' } },
  ],
  vary: {
    what: 'field',
    lanes: ['hedged'],
    path: ['call', 'to', 'calls', '0', 'parallel', '0', 'policy', 'hedge', 'afterMs'],
    called: { ko: '{value} 뒤 헤지', en: 'hedged after {value}' },
    label: { ko: '헤지까지 기다리는 시간', en: 'wait before a hedge' },
    unit: unitMs,
    min: 100,
    max: 900,
    step: 100,
    start: 200,
  },
  narration: narrated({
    running: {
      ko: '두 게이트웨이 모두 50곳을 부릅니다. 한쪽만 늦는 호출을 한 벌 더 보냅니다.',
      en: 'Both gateways ask 50 at once. One of them sends another copy of what is late.',
    },
    half: {
      ko: '절반이 지났습니다. 헤지하는 쪽도 1초를 기다리고 있나요?',
      en: 'Half of it is over. Does the one that hedges wait for 1 s, too?',
    },
    draining: { ko: '보내기가 끝났고, 늦은 답을 기다립니다.', en: 'Nothing is sent any more; late answers come in.' },
  }),
  report: {
    question: { ko: '헤지하는 요청은 어땠나요?', en: 'What happened to the hedged requests?' },
    options: [
      { id: 'late', text: { ko: '둘째 벌도 늦어서 달라지지 않았다', en: 'nothing: the second copies were late, too' } },
      { id: 'cut', text: { ko: '기다린 시간에 조금 더한 만큼만 걸렸다', en: 'they took the wait and a little more' } },
      { id: 'none', text: { ko: '아무도 늦지 않은 것처럼 빨랐다', en: 'they were as quick as if nobody were late' } },
    ],
  },
  reveal: {
    claims: [
      {
        threshold: 'hedged.callerLatencyMs.p50 < 0.8*fan-50.callerLatencyMs.p50',
        shown: {
          ko: '헤지가 없으면 절반이 {fan-50.callerLatencyMs.p50} 안에, {value} 뒤에 헤지하면 {hedged.callerLatencyMs.p50} 안에 끝났습니다.',
          en: 'Without hedges half were done within {fan-50.callerLatencyMs.p50}, with hedges after {value} within {hedged.callerLatencyMs.p50}.',
        },
        notShown: {
          ko: '이번 실행에서는 헤지가 없을 때 {fan-50.callerLatencyMs.p50}, {value} 뒤에 헤지할 때 {hedged.callerLatencyMs.p50}로 큰 차이가 없었습니다. 더 일찍 보내 보세요.',
          en: 'In this run it was {fan-50.callerLatencyMs.p50} without and {hedged.callerLatencyMs.p50} with hedges after {value}: little between them. Send them sooner.',
        },
      },
      {
        threshold: 'hedged.hedges > 0',
        shown: {
          ko: '그러느라 호출을 {hedged.hedges}벌 더 보냈고, 그 가운데 {hedged.hedgesWon}벌이 먼저 답했습니다. 두 번 처리된 일은 {hedged.ledger.duplicated}건입니다.',
          en: 'That took {hedged.hedges} more copies, of which {hedged.hedgesWon} answered first. Work was done twice {hedged.ledger.duplicated} times.',
        },
        notShown: {
          ko: '이번 실행에서는 한 벌도 더 보내지 않았습니다.',
          en: 'In this run not one more copy was sent.',
        },
      },
    ],
    explains: {
      ko: '두 벌이 모두 늦을 확률은 0.03 × 0.03입니다. 일찍 보낼수록 빨리 구하지만 멀쩡한 호출까지 두 벌씩 보내게 되고, 서비스가 이미 바쁠 때는 그 부하가 꼬리를 더 키웁니다. 그래서 늦은 몇 퍼센트에만, 상한을 두고 보냅니다. 진 쪽의 일도 이미 시작했을 수 있으니 두 번 해도 괜찮은 일(멱등)이어야 합니다.',
      en: 'Both copies are late with a chance of 0.03 × 0.03. The sooner they are sent the sooner they help, and the more calls that are well are sent twice; to services that are busy already that load makes the tail longer. So one hedges the latest few percent, under a cap. The loser may have begun its work, too: it must be work that can be done twice, idempotent.',
    },
  },
}

export const steps = [fan, hedge]
