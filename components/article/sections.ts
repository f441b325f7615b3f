/**
 * The article: what each way to talk costs and promises, a claim beside the experiment that shows it. No measured number
 * stands in these texts: those are the recording's own, in its player and in the table below it.
 */
import type { ChartName } from '#components/picture/chart.ts'
import type { Text } from '#core/text.ts'
import type { FigureName } from './figures.ts'

export interface Shown {
  /** A built-in one. */
  experiment: string
  /** Its recording that comes with the house; of the experiment's name unless a lesson has one of that name. */
  recording?: string
  /** What of it is drawn first. */
  chart: ChartName
  figures: readonly FigureName[]
  /** All of them unless given. */
  lanes?: readonly string[]
}

export interface Section {
  id: string
  /** 2 for a chapter, 3 for what belongs to it. */
  level: 2 | 3
  title: Text
  paragraphs: Text[]
  shown?: Shown
}

export const articleTitle: Text = {
  ko: '서비스는 서로 어떻게 말하는가',
  en: 'How services talk to each other',
}

export const articleLead: Text = {
  ko: '서비스를 나누면 메모리 안에서 끝나던 일이 선을 건너게 됩니다. 선은 느려지고, 끊기고, 받았는지조차 모르게 합니다. 이 글은 통신 방식마다 무엇을 약속하고 무엇을 치르는지를, 실제로 돌린 실험의 기록 옆에서 하나씩 짚습니다. 글에는 잰 값을 적지 않았습니다. 숫자는 모두 기록에서 나옵니다.',
  en: 'Split a service, and what used to end in memory has to cross a wire. The wire gets slow, breaks, and leaves you not even knowing whether anything arrived. Here is what each way to talk promises and what it costs, claim by claim, each beside the record of an experiment that was really run. No measured number stands in the text: every one of them comes out of a recording.',
}

export const sections: Section[] = [
  {
    id: 'overview',
    level: 2,
    title: { ko: '나누면 무엇을 치르는가', en: 'What splitting costs' },
    paragraphs: [
      {
        ko: '마이크로서비스는 따로 배포하고 따로 키우려고 나눕니다. 그 대신 함수 호출이던 것이 통신이 됩니다. 같은 주문을 함수 호출과 다섯 가지 통신으로 나란히 보내면, 평소의 차이보다 선이 망가졌을 때의 차이가 훨씬 큽니다.',
        en: 'Services are split so that each can be deployed and grown by itself. In return, what was a function call becomes communication. Send the same order as a call and over five kinds of wire: on a good day the difference is small next to the one on a bad day.',
      },
      {
        ko: '한 선이 느려지면 그 선을 기다리던 호출자만 붙잡힙니다. 큐 뒤의 컨슈머가 멈추면 아무도 붙잡히지 않지만 일이 쌓입니다. 둘 다 장애인데, 드러나는 자리가 다릅니다. 아래 재생기에서 ‘밀린 주문’을 골라 보세요.',
        en: 'When one wire is slow, only those who wait on it are held. When the consumers behind a queue stop, nobody is held, and work piles up. Both are failures; they show in different places. Choose “backlog” in the player to see the second.',
      },
    ],
    shown: { experiment: 'first-look', chart: 'caller', figures: ['n', 'caller', 'done', 'backlog', 'perOp'] },
  },
  {
    id: 'kinds',
    level: 2,
    title: { ko: '통신 방식의 종류: 동기와 비동기', en: 'Kinds: synchronous and asynchronous' },
    paragraphs: [
      {
        ko: '흔히 메인 스레드가 멈추면 동기, 멈추지 않으면 비동기라고 나눕니다. 그런데 이것은 두 가지 물음입니다. 응답을 기다리는 프로토콜인가(동기·비동기), 그동안 호출자의 스레드가 붙잡히는가(블로킹·논블로킹). 네 칸을 모두 돌려 보면, 스레드가 바닥나는 것은 뒤의 물음에만 달려 있습니다.',
        en: 'It is often said that a call is synchronous if the main thread stops, and asynchronous if it does not. Those are two questions: does the protocol wait for the reply (sync or async), and is the caller’s thread held meanwhile (blocking or not)? Run all four, and whether threads run out depends on the second alone.',
      },
    ],
    shown: {
      experiment: 'four-quadrants',
      recording: 'article-four-quadrants',
      chart: 'goodput',
      figures: ['n', 'rejected', 'held', 'done', 'perOp'],
    },
  },
  {
    id: 'http',
    level: 2,
    title: { ko: 'HTTP', en: 'HTTP' },
    paragraphs: [
      {
        ko: '특별한 까닭이 없으면 HTTP로 시작해도 됩니다. 요청과 응답이라는 모델이 단순하고, 자원을 URL과 메서드로 다루는 REST와 잘 맞고, 어떤 문서든 실어 나릅니다. 약한 곳은 셋입니다. 전달을 보장하지 않고, 선이 느린 만큼 붙잡히고, 텍스트 헤더가 무겁습니다.',
        en: 'Without a reason for something else, begin with HTTP. Request and response are simple, resources with URLs and methods suit it, and it carries any document. It is weak in three places: it guarantees no delivery, whoever waits is held as long as the wire is slow, and its text headers are heavy.',
      },
    ],
  },
  {
    id: 'http-delivery',
    level: 3,
    title: { ko: '보냈는데 왜 못 받았는가', en: '“I sent it, so why did you not get it?”' },
    paragraphs: [
      {
        ko: 'HTTP에는 QoS가 없습니다. 답이 늦은 것과 처리되지 않은 것이 호출자에게는 똑같이 보입니다. 일보다 짧게 기다리면 모두 실패라고 듣지만 일은 다 됩니다. 재시도는 이것을 고치지 않고 같은 주문을 두 번 하게 만듭니다. 고치는 것은 주문 번호를 기억하는 서비스, 곧 멱등성입니다.',
        en: 'HTTP has no quality of service. To the caller, an answer that is late and work that was never done look alike. Who waits for less than the work takes is always told that it failed, and all of it is done. A retry does not mend that, it does the order twice. What mends it is a service that remembers the order’s number: idempotency.',
      },
    ],
    shown: {
      experiment: 'phantom-success',
      chart: 'caller',
      figures: ['n', 'failed', 'toldFailed', 'duplicated', 'caller'],
    },
  },
  {
    id: 'nines',
    level: 3,
    title: { ko: '“거의 다 된다”는 말은 얼마나 믿을 수 있는가', en: 'How many nines can be believed' },
    paragraphs: [
      {
        ko: '“거의 다 되는데 아주 드물게 실패한다”고 할 때, 그 드문 실패를 본 적이 있는지부터 물어야 합니다. 가끔 잃는 길은 금세 드러나지만, 아주 드물게 잃는 길은 이만큼 보내서는 멀쩡해 보일 수 있습니다. 한 건도 잃지 않았다는 것은 잃지 않는다는 증거가 아닙니다.',
        en: '“It nearly always works” asks for a question first: has anybody seen it fail? A way that loses one now and then shows it soon; one that loses very rarely may look sound after so few orders. Having lost none is no proof that none is ever lost.',
      },
    ],
    shown: { experiment: 'rare-loss', chart: 'done', figures: ['n', 'failed', 'lost'] },
  },
  {
    id: 'http-latency',
    level: 3,
    title: { ko: '느린 선 위에서', en: 'On a slow wire' },
    paragraphs: [
      {
        ko: '동기 호출의 지연은 선의 지연에서 시작합니다. 하지만 같은 만큼 느려져도 결과는 같지 않습니다. 연결을 여럿 쓰거나 파이프라인으로 겹쳐 보내면 늦어지기만 하고, 한 연결에서 하나씩 주고받으면 처리량 자체가 무너져 줄이 늘어납니다.',
        en: 'A synchronous call begins with the latency of its wire. Yet the same delay does not do the same to everyone: with many connections or a pipeline, replies are merely later; with one exchange at a time on a connection, throughput itself collapses and the line grows.',
      },
    ],
    shown: { experiment: 'slow-link', chart: 'caller', figures: ['n', 'caller', 'callerP99', 'backlog'] },
  },
  {
    id: 'grpc',
    level: 2,
    title: { ko: 'gRPC: 줄어드는 것은 바이트', en: 'gRPC: what shrinks is bytes' },
    paragraphs: [
      {
        ko: 'gRPC는 HTTP/2 위에서 protobuf를 주고받습니다. 이득은 두 군데에서 옵니다. 이진 인코딩이 본문을 줄이고, HTTP/2가 헤더를 압축합니다. HTTP/1.1에서는 헤더가 주문보다 커서 인코딩만 바꿔서는 별로 줄지 않습니다. 표의 바이트 칸을 시간 칸과 견주어 보세요. 바이트가 줄어든 만큼 호출이 빨라지지는 않습니다. 시간은 대개 왕복과 일이 정합니다.',
        en: 'gRPC exchanges protobuf over HTTP/2, and gains in two places: a binary encoding shrinks the body, and HTTP/2 packs the headers. Over HTTP/1.1 the headers outweigh the order, so that the encoding alone saves little. Hold the bytes of the table against its times: a call is not faster by as much as its bytes are fewer. Its time is mostly round trips and work.',
      },
    ],
    shown: { experiment: 'text-or-binary', chart: 'caller', figures: ['n', 'perOp', 'caller', 'done'] },
  },
  {
    id: 'graphql',
    level: 2,
    title: { ko: 'GraphQL: 받는 쪽이 모양을 정한다', en: 'GraphQL: the receiver says the shape' },
    paragraphs: [
      {
        ko: 'GraphQL은 받는 쪽이 필요한 모양을 적어 보내는 질의 언어이고, 선 위에서는 평범한 HTTP POST입니다. 그래서 선이 느려지거나 끊길 때는 HTTP와 똑같이 행동합니다. 다른 것은 계약이 엄격하다는 점입니다. 보내는 쪽만 새 버전이 되면, 모르는 필드를 무시하고 넘어가는 JSON·protobuf와 달리 GraphQL은 스키마에 없는 필드를 거절합니다. 이름이 아니라 번호를 보내는 protobuf는 이름이 바뀐 것을 알아채지도 못합니다.',
        en: 'GraphQL is a query language in which the receiver writes down the shape it needs; on the wire it is a plain HTTP POST. So when the wire is slow or broken it behaves as HTTP does. What differs is how strict its contract is: when only the writer has been upgraded, JSON and protobuf pass over a field that they do not know, and GraphQL refuses what its schema does not have. Protobuf, which sends numbers and no names, does not even notice that one was renamed.',
      },
    ],
    shown: { experiment: 'schema-evolution', chart: 'goodput', figures: ['n', 'failed', 'perOp'] },
  },
  {
    id: 'queues',
    level: 2,
    title: { ko: '메시지 큐: 받아 두고 나중에', en: 'Message queues: taken now, done later' },
    paragraphs: [
      {
        ko: 'SQS 같은 큐는 보내는 쪽과 받는 쪽의 시간을 떼어 놓습니다. 받는 쪽이 멈춰도 보내는 쪽은 그대로 성공이라고 듣고, 큐가 들고 있다가 건네줍니다. 값은 완료가 늦어진다는 것, 그리고 밀린 일이 호출자에게는 보이지 않는다는 것입니다. 호출자의 지연만 보는 감시는 아무것도 눈치채지 못합니다.',
        en: 'A queue such as SQS parts the time of the sender from that of the receiver. While the receiver is down, senders are still told yes, and the queue hands over later what it kept. The price: work is done later, and callers do not see what piles up. Whoever watches only their latency notices nothing.',
      },
    ],
    shown: { experiment: 'consumer-down', chart: 'backlog', figures: ['n', 'failed', 'lost', 'backlog', 'done'] },
  },
  {
    id: 'queue-spike',
    level: 3,
    title: { ko: '몰릴 때', en: 'When everybody comes at once' },
    paragraphs: [
      {
        ko: '같은 일손 앞에 주문이 갑자기 몰리면, 동기 호출은 자리가 찬 뒤부터 거절하고 큐는 쌓아 두었다가 다 합니다. 거절이 더 나쁘다는 뜻은 아닙니다. 거절된 쪽은 바로 알고, 쌓인 쪽은 늦게 끝납니다.',
        en: 'The same hands, and suddenly many times the orders. A call is refused once all places are taken; a queue keeps what is too much and does all of it. That does not make refusing worse: who is refused knows at once, who is queued is late.',
      },
    ],
    shown: { experiment: 'slow-consumer-spike', chart: 'backlog', figures: ['n', 'failed', 'done', 'backlog'] },
  },
  {
    id: 'visibility',
    level: 3,
    title: { ko: '받았다고 내 것이 아니다', en: 'Received is not mine' },
    paragraphs: [
      {
        ko: 'SQS는 건네준 메시지를 지우지 않고 감춰 둘 뿐입니다. 가시성 제한 시간 안에 지우지 않으면 남에게 또 건넵니다. 제한 시간이 작업 시간의 꼬리보다 짧으면 같은 주문을 두 번, 세 번 하게 됩니다. 큐는 최소 한 번을 약속했을 뿐이고, 한 번만 하는 것은 컨슈머의 몫입니다.',
        en: 'SQS does not delete what it hands out, it hides it. Unless it is deleted within the visibility timeout, somebody else gets it as well. Where that timeout is shorter than the tail of the work, the same order is done twice and three times. The queue promised “at least once”; doing it once is up to the consumer.',
      },
    ],
    shown: {
      experiment: 'visibility-timeout',
      recording: 'article-visibility-timeout',
      chart: 'done',
      figures: ['n', 'duplicated', 'lost', 'done', 'perOp'],
    },
  },
  {
    id: 'streaming',
    level: 2,
    title: { ko: '스트리밍: 물어보지 않고 듣기', en: 'Streaming: to listen instead of asking' },
    paragraphs: [
      {
        ko: '스트림은 연결을 열어 두고 일어난 일을 흘려보냅니다. 끝났는지 자꾸 물어보는 쪽(폴링)은 다음 질문 때에야 알고 요청도 더 보내는데, 듣는 쪽은 끝난 순간에 압니다. 대신 듣는 동안 연결을 붙잡고 있어야 하고, 그 자리에 없으면 못 듣습니다.',
        en: 'A stream keeps a connection open and lets what happens flow along it. Who keeps asking (polling) learns of the end with the next question, and pays for more requests; who listens knows at once. In return a connection is held all the while, and who is not there does not hear.',
      },
    ],
    shown: { experiment: 'streaming-or-polling', chart: 'caller', figures: ['n', 'caller', 'done', 'perOp'] },
  },
  {
    id: 'queue-or-stream',
    level: 3,
    title: { ko: '큐와 스트림은 무엇이 다른가', en: 'What parts a queue from a stream' },
    paragraphs: [
      {
        ko: '듣는 쪽이 잠시 자리를 비웠을 때 갈립니다. 그냥 흘려보내는 쪽(MQTT QoS 0)은 그동안의 것을 잃고, 확인을 받을 때까지 들고 있는 쪽(QoS 1·2)은 큐처럼 쌓았다가 돌려줍니다. 스트림이냐 큐냐는 빠르기가 아니라, 누가 얼마 동안 들고 있느냐의 문제입니다.',
        en: 'It shows when the listener is away for a while. Where messages merely flow (MQTT QoS 0) those of that time are lost; where they are kept until they are confirmed (QoS 1 and 2) they pile up as in a queue and are handed over later. Stream or queue is no matter of speed, but of who keeps what, and for how long.',
      },
    ],
    shown: { experiment: 'mqtt-qos', chart: 'backlog', figures: ['n', 'lost', 'duplicated', 'toldFailed', 'caller'] },
  },
  {
    id: 'guarantees',
    level: 2,
    title: { ko: '전달은 어떻게 보장되는가', en: 'How delivery is guaranteed' },
    paragraphs: [
      {
        ko: '최대 한 번, 최소 한 번, 정확히 한 번. 위의 MQTT QoS 0·1·2가 이 셋입니다. 기다리는 왕복이 늘어날수록 약속이 커집니다. 하지만 그 약속은 브로커와의 사이에서만 성립합니다. 보내는 쪽이 자기 데이터베이스에도 적어야 한다면, 그 사이에 죽는 순간이 생깁니다.',
        en: 'At most once, at least once, exactly once: those are QoS 0, 1 and 2 of MQTT above, and each round trip that one waits for buys more of a promise. It holds between you and the broker only. Where the sender has a database of its own to write to, there is a moment to die in between.',
      },
    ],
  },
  {
    id: 'publishing',
    level: 3,
    title: { ko: '이벤트 발행은 어떻게 보장했는가', en: 'How publishing an event is guaranteed' },
    paragraphs: [
      {
        ko: '먼저 발행하면 커밋된 적 없는 주문이 처리되고(유령), 먼저 커밋하면 아무도 처리하지 않을 주문이 남습니다(유실). 트랜잭셔널 아웃박스는 이벤트를 주문과 함께 커밋해 둘 다 없앱니다. 공짜는 아닙니다. 발행하고 표시하기 전에 죽으면 같은 이벤트를 또 보냅니다. 그래서 받는 쪽이 멱등해야 합니다.',
        en: 'Publish first, and orders are done that were never committed (ghosts). Commit first, and orders are left that nobody will do (lost). A transactional outbox commits the event together with the order and has neither. It is not free: to die after the publish and before the mark is to publish again, which is why the receiver must be idempotent.',
      },
    ],
    shown: {
      experiment: 'outbox',
      recording: 'article-outbox',
      chart: 'backlog',
      figures: ['n', 'ghosts', 'committedButLost', 'duplicated', 'done'],
    },
  },
  {
    id: 'consumers',
    level: 3,
    title: { ko: '컨슈머를 늘리면 빨라지는가', en: 'Do more consumers make it faster?' },
    paragraphs: [
      {
        ko: '밀리고 있을 때만 그렇습니다. 들어오는 만큼 처리할 수 있게 되면, 그 위로는 늘려도 할 일이 없습니다. 보아야 할 값은 호출자의 지연이 아니라 밀린 양과 완료까지 걸린 시간입니다.',
        en: 'Only while work piles up. Once they do as much as comes in, more of them have nothing to do. What to watch is not the callers’ latency but what is behind, and how long it takes until it is done.',
      },
    ],
    shown: { experiment: 'scale-out', chart: 'backlog', figures: ['n', 'caller', 'done', 'backlog'] },
  },
  {
    id: 'log',
    level: 2,
    title: { ko: 'Kafka: 큐가 아니라 로그', en: 'Kafka: a log, and no queue' },
    paragraphs: [
      {
        ko: '메시지 큐와 스트리밍의 차이를 한 문장으로 하면, 큐는 건네고 지우고 로그는 읽어도 지우지 않습니다. 그래서 큐의 컨슈머들은 메시지를 나눠 갖고, 로그는 그룹마다 처음부터 끝까지 읽습니다. 컨슈머에 버그가 있어 받았다고만 한 주문은 큐에서는 되찾을 길이 없지만, 로그에서는 오프셋을 되돌려 다시 읽으면 됩니다. 대신 이미 한 주문도 다시 옵니다.',
        en: 'What parts a queue from a log, in a sentence: a queue hands out and deletes, reading deletes nothing from a log. So the consumers of a queue share its messages, and every group reads all of a log. What a faulty consumer only said it had done is gone from a queue; on a log the offset is set back and it is read again, and what had been done comes again with it.',
      },
    ],
    shown: {
      experiment: 'queue-or-log',
      recording: 'article-queue-or-log',
      chart: 'done',
      figures: ['n', 'lost', 'duplicated', 'done', 'perOp'],
    },
  },
  {
    id: 'log-publishing',
    level: 3,
    title: { ko: '메시징 설정으로 발행을 보장한다는 것', en: 'What messaging settings guarantee' },
    paragraphs: [
      {
        ko: '‘acks=all이니 안전하다’는 말은 브로커가 무엇을 하고 나서 확인해 주는지까지 보아야 합니다. 확인은 로그에 썼다는 뜻이지 디스크에 남았다는 뜻이 아닙니다. 여기서는 노드 하나짜리 브로커의 전원을 뽑았습니다(모의). 확인 전에 fsync하지 않으면 어떤 acks로 보냈든 잃고, fsync하면 확인을 기다린 쪽만 지켜집니다. 실제 클러스터는 fsync 대신 복제본 여럿으로 버팁니다. 그러니 acks=all은 min.insync.replicas와 함께여야 뜻이 있습니다.',
        en: '“It is acks=all, so it is safe” leaves out what the broker has done by then. Acknowledged says in the log, and not on the disk. Here a broker of one node loses power (simulated). Without an fsync before its answer everything is lost, whatever the acks; with one, whoever waited for the answer is safe. A real cluster relies on replicas instead of fsync, which is why acks=all means something only together with min.insync.replicas.',
      },
    ],
    shown: { experiment: 'acks-and-fsync', chart: 'done', figures: ['n', 'failed', 'lost', 'caller'] },
  },
  {
    id: 'log-consumers',
    level: 3,
    title: { ko: '컨슈머 성능은 어디에서 나오는가', en: 'Where the speed of consumers comes from' },
    paragraphs: [
      {
        ko: '한 그룹에서 파티션 하나는 컨슈머 하나만 읽습니다. 그래서 컨슈머를 늘려도 파티션보다 많으면 놉니다. 늘리기 전에 볼 것은 파티션 수이고, 파티션은 키의 순서를 지키는 단위이기도 합니다. 큐에는 이 상한이 없는 대신 순서의 약속도 없습니다.',
        en: 'Within a group a partition is read by one consumer: beyond the number of partitions, more of them are idle. What to look at first are the partitions, which are also what keeps the order of a key. A queue knows no such bound, and promises no order either.',
      },
    ],
    shown: { experiment: 'consumers-beyond-partitions', chart: 'backlog', figures: ['n', 'caller', 'done', 'backlog'] },
  },
  {
    id: 'sockets',
    level: 2,
    title: { ko: 'TCP 소켓을 직접 읽고 쓰기', en: 'To read and write a TCP socket yourself' },
    paragraphs: [
      {
        ko: '소켓은 가장 가볍습니다. 하지만 받는 쪽을 재시작하는 동안의 주문은 보낸 쪽이 스스로 다시 챙겨야 합니다. 같은 일을 큐로 다시 짜면 큐가 기다려 줍니다. 대신 주문 하나에 드는 바이트와 완료까지 걸리는 시간이 늘어납니다.',
        en: 'A socket is the lightest of all. But orders of the time in which the receiver restarts are the sender’s to look after. Written again on a queue, the queue waits; and each order takes more bytes, and longer until it is done.',
      },
    ],
    shown: { experiment: 'tcp-or-queue', chart: 'backlog', figures: ['n', 'failed', 'lost', 'done', 'perOp'] },
  },
  {
    id: 'bytes',
    level: 3,
    title: { ko: '바이트는 메시지가 아니다', en: 'Bytes are not messages' },
    paragraphs: [
      {
        ko: 'TCP는 바이트의 흐름일 뿐이라 한 번 쓴 것이 한 번에 읽히지 않습니다. 머리와 몸을 두 번에 나누어 쓰기만 해도 네이글 알고리즘과 지연된 ACK가 만나, 아무것도 느리게 하지 않았는데 주문마다 기다림이 붙습니다. 어떤 통신이든 라이브러리가 이 자리에서 대신 해 주는 일이 있습니다.',
        en: 'TCP is a stream of bytes: what was written at once is not read at once. Merely writing a header and a body apart lets Nagle’s algorithm meet the delayed ACK, and every order waits though nothing was slowed. Whatever you use, its library is doing work for you at this very spot.',
      },
    ],
    shown: { experiment: 'bytes-not-messages', chart: 'caller', figures: ['n', 'caller', 'perOp'] },
  },
  {
    id: 'style',
    level: 2,
    title: { ko: '프로토콜인데 왜 통신 방식이라고 하는가', en: 'A protocol, or a way to talk?' },
    paragraphs: [
      {
        ko: '프로토콜은 바이트의 약속이고, 방식은 누가 언제까지 기다리느냐입니다. 같은 HTTP로도 답을 기다릴 수 있고 202를 받고 돌아설 수도 있습니다. 붙잡힌 시간은 달라지지만 일이 끝나는 때는 그대로입니다. 비동기는 빨리 끝나는 것이 아니라 빨리 놓아주는 것입니다.',
        en: 'A protocol is a promise about bytes; a style is who waits, and until when. Over the same HTTP one may wait for the reply or take a 202 and go. How long the caller is held changes, when the work is done does not: asynchronous is not done sooner, it lets go sooner.',
      },
    ],
    shown: { experiment: 'held-versus-done', chart: 'caller', figures: ['n', 'held', 'done', 'perOp'] },
  },
  {
    id: 'inside-outside',
    level: 2,
    title: { ko: '더 생각할 것: 안에서 말하기, 밖과 말하기', en: 'Further: inside, and with the outside' },
    paragraphs: [
      {
        ko: '내부 통신과 외부 연동의 차이는 대개 거리와 암호화입니다. TLS의 값은 요청이 아니라 연결에 붙습니다. 먼 곳으로 호출마다 연결을 새로 맺으면 왕복이 더해지고, 연결을 재사용하면 처음 한 번뿐입니다. 전용선이냐 인터넷이냐보다 연결을 버리지 않는 것이 먼저입니다.',
        en: 'Inside and outside mostly differ in distance and encryption. TLS is paid for by the connection, not by the request: to a far place, a new connection per call adds round trips, and one that is reused pays once. Before choosing between a private line and the internet, stop throwing connections away.',
      },
    ],
    shown: { experiment: 'tls-cost', chart: 'caller', figures: ['n', 'caller', 'perOp'] },
  },
  {
    id: 'where-the-distance-is',
    level: 3,
    title: { ko: '먼 길은 어디에서 건너는가', en: 'Where to cross the distance' },
    paragraphs: [
      {
        ko: '밖에는 HTTPS, 안에는 gRPC라는 말에서 중요한 것은 프로토콜보다 경계의 위치입니다. 손님이 먼 길을 한 번 건너 게이트웨이에 묻고 게이트웨이가 옆의 서비스에 여러 번 물으면 먼 길은 한 번입니다. 서비스를 멀리 두면 물을 때마다 그 길을 건넙니다. 전용선은 한 번 건너는 시간을 줄일 뿐, 횟수를 줄이지는 않습니다.',
        en: 'In “HTTPS outside, gRPC inside” the place of the border matters more than the protocols. A customer who crosses the long way once, to a gateway that asks the service beside it several times, has crossed it once. Put the service far away, and each of those questions crosses it. A private line makes a crossing shorter, not fewer.',
      },
    ],
    shown: { experiment: 'internal-and-external', chart: 'caller', figures: ['n', 'failed', 'caller', 'callerP99'] },
  },
  {
    id: 'chains',
    level: 3,
    title: { ko: '서비스가 서비스를 부를 때', en: 'When services call services' },
    paragraphs: [
      {
        ko: '호출이 이어지면 중앙값은 거의 더해지지만 p99는 더해지지 않습니다. 느린 한 번이 다섯 군데에서 한꺼번에 일어나는 일은 드물기 때문입니다. 대신 느린 곳을 하나라도 지날 확률은 홉마다 커집니다. 그래서 사슬이 길수록 보통의 손님까지 느려집니다.',
        en: 'Where calls follow one another medians nearly add up, and p99s do not: five slow ones at once are rare. What grows with every hop is the chance of meeting one slow service, and so in a long chain the ordinary customer becomes slow as well.',
      },
    ],
    shown: {
      experiment: 'p99-does-not-add',
      recording: 'article-p99-does-not-add',
      chart: 'caller',
      figures: ['n', 'caller', 'callerP99'],
    },
  },
  {
    id: 'retries',
    level: 3,
    title: { ko: '다시 보내면 나아지는가', en: 'Does it help to try again?' },
    paragraphs: [
      {
        ko: '드문 실패에는 그렇습니다. 모두가 한꺼번에 느려졌을 때는 재시도가 부하를 몇 배로 만들어, 원인이 사라진 뒤에도 회복하지 못하게 합니다. 재시도를 새 주문의 일부로 묶는 예산, 길어진 줄을 받지 않는 서비스가 그 고리를 끊습니다.',
        en: 'For what fails now and then, it does. When everything is slow at once, retries multiply the load, and keep a service down after the cause has gone. A budget that ties retries to a share of new orders breaks that circle, and so does a service that refuses what it would be late for.',
      },
    ],
    shown: {
      experiment: 'retry-storm',
      recording: 'article-retry-storm',
      chart: 'goodput',
      figures: ['n', 'failed', 'toldFailed', 'caller'],
    },
  },
  {
    id: 'measuring',
    level: 2,
    title: { ko: '재는 일에 대하여', en: 'On measuring' },
    paragraphs: [
      {
        ko: '위의 그림을 믿으려면 재는 방법을 믿어야 합니다. 답을 기다렸다가 다음을 보내는 측정은 선이 멈춘 동안 스스로도 멈춰, 그때 왔을 사람들을 세지 않습니다. 그래서 같은 멈춤이 p99에 보이지 않습니다. 이 글의 모든 기록은 보내려던 때부터 쟀습니다.',
        en: 'To believe these pictures one has to believe how they were measured. A load that waits for each reply stops with the stall and does not count those who would have come meanwhile, and so the same stall is missing from its p99. In every recording here, time runs from the intended send.',
      },
    ],
    shown: { experiment: 'open-or-closed', chart: 'caller', figures: ['n', 'caller', 'callerP99'] },
  },
]
