/** The life of an order in words, in both languages: what a step is called, who did it, why it ended there. */
import type { Ending } from './ending.ts'
import type { Actor, StepKind } from './life.ts'
import type { Locale, Text } from './text.ts'

const endings: Record<Ending, Text> = {
  'done-then-told': {
    ko: '일을 끝낸 뒤 호출자에게 성공이라고 답했습니다.',
    en: 'The work was done, and then the caller was told yes.',
  },
  'told-then-done': {
    ko: '먼저 접수했다고 답했고, 일은 그 뒤에 끝났습니다.',
    en: 'The caller was told yes first; the work was done afterwards.',
  },
  'done-not-told-yet': {
    ko: '일은 끝났지만 호출자는 아직 답을 못 들었습니다.',
    en: 'The work is done; the caller has not been told yet.',
  },
  'came-again-and-was-known': {
    ko: '같은 주문이 다시 왔지만 번호로 알아보고 한 번만 처리했습니다.',
    en: 'It came again, was recognised by its number, and was done once.',
  },
  'answer-lost': {
    ko: '일은 끝났지만 그 답이 제때 호출자에게 닿지 못했습니다.',
    en: 'The work was done, but the answer did not reach the caller in time.',
  },
  'timed-out-while-working': {
    ko: '일하는 도중에 호출자가 타임아웃으로 포기했습니다. 일은 그 뒤에 끝났습니다.',
    en: 'The caller timed out while the work was still being done; it was finished afterwards.',
  },
  'cut-off-while-working': {
    ko: '일하는 도중에 호출자의 연결이 끊겼습니다. 일은 그 뒤에 끝났습니다.',
    en: 'The caller was cut off while the work was still being done; it was finished afterwards.',
  },
  'given-up-before-begun': {
    ko: '일을 시작하기도 전에 호출자가 포기했고, 일은 그 뒤에 처리되었습니다.',
    en: 'The caller had given up before the work began; it was done all the same.',
  },
  'done-though-told-no': {
    ko: '호출자는 실패라고 들었지만 일은 처리되었습니다.',
    en: 'The caller was told no, yet the work was done.',
  },
  'crashed-before-acknowledging': {
    ko: '일을 끝내고 확인을 보내기 전에 컨슈머가 죽어, 다시 받아 또 처리했습니다.',
    en: 'The consumer crashed after the work and before acknowledging it, so that it was handed out and done again.',
  },
  'sent-again': {
    ko: '호출자가 다시 보내(재시도나 헤지) 또 처리되었습니다.',
    en: 'The caller sent it again (a retry or a hedge), and it was done again.',
  },
  'published-again': {
    ko: '같은 주문이 두 번 발행되어 또 처리되었습니다.',
    en: 'It was published more than once, and done again.',
  },
  'returned-after-the-work': {
    ko: '일을 끝낸 메시지가 브로커로 되돌아가 또 처리되었습니다.',
    en: 'It was given back to the broker after the work, and done again.',
  },
  'handed-out-again': {
    ko: '제때(가시성 타임아웃 안에) 확인을 받지 못한 브로커가 다시 내주어 또 처리되었습니다.',
    en: 'Not acknowledged in time (its visibility timeout), it was handed out by the broker and done again.',
  },
  'done-again': {
    ko: '두 번 이상 처리되었습니다. 왜 다시 왔는지는 기록에 없습니다.',
    en: 'It was done more than once; the records do not say why it came again.',
  },
  'refused-overloaded': {
    ko: '자리도 대기열도 가득 차 거절되었습니다. 일은 시작되지 않았습니다.',
    en: 'It was refused for want of room (a full queue); the work was not begun.',
  },
  'refused-invalid': {
    ko: '잘못된 주문이라며 거절되었습니다.',
    en: 'It was refused as malformed or too large.',
  },
  'refused-rejected': {
    ko: '상대가 이해하고도 거절했습니다.',
    en: 'The other side understood it and said no.',
  },
  'failed-at-work': {
    ko: '일을 시작했지만 끝내지 못했고, 호출자는 실패라고 들었습니다.',
    en: 'The work was begun and not finished; the caller was told that it failed.',
  },
  'failed-before-work': {
    ko: '일을 시작하기 전에 실패했고, 호출자는 실패라고 들었습니다.',
    en: 'It failed before the work was begun; the caller was told so.',
  },
  'never-reached': {
    ko: '연결할 수 없어 한 바이트도 보내지 못했습니다.',
    en: 'There was no connection: not a byte of it was sent.',
  },
  'withheld-unsent': {
    ko: '호출자의 정책(서킷 브레이커, 벌크헤드, 호출 한도)이 보내지 않고 바로 거절했습니다.',
    en: 'Its caller’s own policy (breaker, bulkhead, rate limit) refused it at once: nothing was sent.',
  },
  'expired-unbegun': {
    ko: '기한이 지나 기다리는 사람이 없어졌고, 서비스는 일을 시작하지 않았습니다.',
    en: 'Its deadline had passed and nobody waited any more, so the service did not begin it.',
  },
  'cancelled-unsent': {
    ko: '보내기 전에 호출자가 그만두었습니다.',
    en: 'The caller gave up before anything was sent.',
  },
  'dead-lettered': {
    ko: '여러 번 내주어도 처리되지 않아 브로커가 DLQ로 옮겼습니다.',
    en: 'Handed out too many times without being done, it was put aside by the broker (dead-letter queue).',
  },
  'acknowledged-before-work-and-crashed': {
    ko: '일하기 전에 브로커에 먼저 확인을 보냈고, 그 뒤 컨슈머가 죽었습니다. 다시 내줄 곳이 없습니다.',
    en: 'It was acknowledged before the work, and then the consumer crashed: nobody will hand it out again.',
  },
  'acknowledged-and-not-done': {
    ko: '브로커에는 확인을 보냈지만 일은 처리되지 않았습니다.',
    en: 'It was acknowledged to the broker, and the work was never done.',
  },
  'crashed-in-hand': {
    ko: '컨슈머가 이 주문을 손에 든 채 죽었고, 다시 내준 기록이 없습니다.',
    en: 'The consumer crashed with it in hand, and it was never handed out again.',
  },
  'begun-and-not-finished': {
    ko: '일을 시작했지만 끝났다는 기록이 없습니다.',
    en: 'The work was begun and never finished.',
  },
  'received-and-not-done': {
    ko: '컨슈머가 받았지만 일을 시작한 기록이 없습니다.',
    en: 'A consumer received it, and never began the work.',
  },
  'committed-never-published': {
    ko: '데이터베이스에는 저장되었지만 발행되지 않았습니다.',
    en: 'It was committed to the database and never published.',
  },
  'accepted-and-never-handed-out': {
    ko: '브로커가 접수했지만 아무 컨슈머에게도 내주지 않았습니다.',
    en: 'The broker accepted it, and no consumer was ever handed it.',
  },
  'lost-on-the-way': {
    ko: '보냈지만 서비스에 닿은 기록이 없습니다.',
    en: 'It was sent, and there is no record of it at any service.',
  },
  'some-subscribers-never': {
    ko: '일부 구독자만 처리했고, 나머지에게는 가지 않았습니다.',
    en: 'Some subscribers did it; it never came to the others.',
  },
  'not-published-yet': {
    ko: '저장되었고 아직 발행되지 않았습니다.',
    en: 'It is committed and not published yet.',
  },
  'on-its-way': {
    ko: '보냈고, 아직 서비스에서 시작한 기록이 없습니다.',
    en: 'It was sent; no service has begun it yet.',
  },
  'at-the-broker': {
    ko: '브로커가 접수했고, 아직 컨슈머를 기다립니다.',
    en: 'The broker has accepted it; it waits for a consumer.',
  },
  'in-hand': {
    ko: '컨슈머가 받았고, 아직 일을 시작하지 않았습니다.',
    en: 'A consumer has received it and not begun the work.',
  },
  'waits-for-a-place': {
    ko: '서비스의 대기열에서 자리를 기다립니다.',
    en: 'It waits in the queue of the service for a place.',
  },
  'being-worked-on': { ko: '일하는 중입니다.', en: 'It is being worked on.' },
  'waits-for-another-delivery': {
    ko: '브로커로 되돌아가 다시 내주기를 기다립니다.',
    en: 'It is back at the broker and waits to be handed out again.',
  },
  'some-subscribers-yet-to': {
    ko: '일부 구독자만 처리했고, 나머지는 아직입니다.',
    en: 'Some subscribers have done it, the others not yet.',
  },
  'services-behind-never': {
    ko: '첫 서비스는 일을 끝냈지만, 그 뒤의 서비스 가운데 영영 처리하지 못한 곳이 있습니다.',
    en: 'The first service did its part; one of the services behind it never did.',
  },
  'services-behind-yet-to': {
    ko: '첫 서비스는 일을 끝냈고, 그 뒤의 서비스들은 아직입니다.',
    en: 'The first service has done its part; services behind it have not yet.',
  },
  'stopped-on-the-path': {
    ko: '중간에 실패했습니다. 먼저 불린 서비스가 해 둔 일은 그대로 남아 있습니다.',
    en: 'It failed on the way; what services called before had done stays done.',
  },
  'done-again-on-the-path': {
    ko: '뒤쪽 서비스 가운데 이 주문을 두 번 이상 처리한 곳이 있습니다.',
    en: 'It was done, and by a service behind the first more than once.',
  },
  'published-never-committed': {
    ko: '발행되었지만 데이터베이스에는 저장되지 않은 유령 주문입니다.',
    en: 'A ghost: it was published and never committed to the database.',
  },
}

const steps: Record<StepKind, Text> = {
  due: { ko: '보내려던 때', en: 'due to be sent' },
  sent: { ko: '보냄', en: 'sent' },
  attempt: { ko: '시도', en: 'attempt' },
  'attempt-ended': { ko: '시도 끝', en: 'attempt ended' },
  verdict: { ko: '들은 답', en: 'told' },
  retried: { ko: '재시도하기로 함', en: 'to be tried again' },
  'retry-denied': { ko: '재시도 예산이 다 되어 포기', en: 'no retry: the budget is spent' },
  hedged: { ko: '한 벌 더 보내기로 함(헤지)', en: 'slow, so another copy goes out (a hedge)' },
  'hedge-won': { ko: '헤지가 먼저 답을 받음', en: 'the hedge was answered first' },
  'breaker-rejected': { ko: '서킷이 열려 있어 보내지 않음', en: 'not sent: the circuit is open' },
  'bulkhead-rejected': { ko: '벌크헤드가 가득 차 보내지 않음', en: 'not sent: its bulkhead is full' },
  'rate-rejected': { ko: '호출 한도를 넘어 보내지 않음', en: 'not sent: over the caller’s own rate' },
  'fell-back': { ko: '대신 준비한 답(폴백)을 받음', en: 'given a substitute answer (a fallback)' },
  'breaker-opened': { ko: '이 실패로 서킷이 열림', en: 'its failure opened the circuit' },
  'breaker-half-opened': { ko: '서킷이 반쯤 열려 시험 삼아 보냄', en: 'let through a half-open circuit, as a probe' },
  'breaker-closed': { ko: '이 성공으로 서킷이 닫힘', en: 'its success closed the circuit' },
  expired: { ko: '기다리는 사람이 없어 시작하지 않음', en: 'not begun: nobody waits for it any more' },
  waiting: { ko: '대기열에 들어감', en: 'waits for a place' },
  dropped: { ko: '끝내지 못하고 놓음', en: 'let go undone' },
  started: { ko: '일 시작', en: 'work begun' },
  executed: { ko: '일 완료', en: 'work done' },
  deduplicated: { ko: '이미 처리한 주문으로 알아봄', en: 'recognised as done already' },
  received: { ko: '브로커에게서 받음', en: 'received from the broker' },
  settled: { ko: '브로커에 확인', en: 'acknowledged to the broker' },
  returned: { ko: '브로커에 되돌림', en: 'given back to the broker' },
  'dead-lettered': { ko: 'DLQ로 옮김', en: 'put into the dead-letter queue' },
  crashed: { ko: '이 주문을 든 채 죽음', en: 'crashed with it in hand' },
  committed: { ko: '데이터베이스에 저장', en: 'committed to the database' },
  published: { ko: '발행', en: 'published' },
  'publisher-crashed': { ko: '발행하는 쪽이 죽음', en: 'the publisher crashed' },
  lost: { ko: '아무 데도 남아 있지 않음을 확인', en: 'found to be held by nothing any more' },
}

const actors: Record<Actor, Text> = {
  caller: { ko: '호출자', en: 'caller' },
  publisher: { ko: '발행자', en: 'publisher' },
  broker: { ko: '브로커', en: 'broker' },
  consumer: { ko: '컨슈머', en: 'consumer' },
  service: { ko: '서비스', en: 'service' },
  lab: { ko: '실험실', en: 'lab' },
}

export function endingSentence(ending: Ending, locale: Locale): string {
  return endings[ending][locale]
}

export function stepLabel(step: StepKind, locale: Locale): string {
  return steps[step][locale]
}

/** @param subscriber index among the subscribers of publish-subscribe; they are counted from 1 for a reader */
export function actorLabel(actor: Actor, locale: Locale, subscriber?: number): string {
  if (subscriber === undefined) return actors[actor][locale]
  return locale === 'ko' ? `구독자 ${subscriber + 1}` : `subscriber ${subscriber + 1}`
}
