/** What the screens hold, in a few sentences for those who do not see them. */
import type { Locale } from '#core/text.ts'

export interface SummaryWords {
  bench: (of: { experiment: string; lanes: readonly string[]; faults: number }) => string
  send: string
  report: (of: { lanes: readonly string[] }) => string
  compare: (of: { runs: readonly string[] }) => string
  class: (of: { lanes: readonly string[] }) => string
}

export const summaryWords: Record<Locale, SummaryWords> = {
  ko: {
    bench: ({ experiment, lanes, faults }) =>
      `${experiment}. 레인 ${lanes.length}개에 같은 주문을 보냅니다: ${lanes.join(', ')}. 예정된 장애 ${faults}개. 경로, 그래프, 레인별 지연 시간, 장애와 부하 조작, 전달 장부가 있고, 무슨 일이 일어나는지는 상태 문장이 말합니다. 그래프마다 ‘표로 보기’ 단추가 있습니다. 스페이스로 일시 정지합니다.`,
    send: '주문 하나를 프로토콜 하나로 보내고 오간 것을 모두 봅니다. 프로토콜과 주문, 옵션을 고르는 양식이 있고, 보내면 결과 한 줄, 구간별 시간, 요청과 응답, 바이트가 나옵니다. 장애를 걸어 둘 수도 있습니다. 양식에서 Enter로 보냅니다.',
    report: ({ lanes }) =>
      `실행 하나의 보고서입니다. 레인 ${lanes.length}개: ${lanes.join(', ')}. 결론, 그래프, 레인별 숫자, 전달 장부, 기준, 설정, 환경, 내려받기 순서입니다. 그래프마다 ‘표로 보기’ 단추가 있습니다.`,
    compare: ({ runs }) =>
      `실행 ${runs.length}개를 나란히 놓습니다: ${runs.join(', ')}. 같은 축의 그래프, 결과의 차이, 차이의 신뢰 구간, 설정의 차이 순서입니다. 그래프마다 표가 있습니다.`,
    class: ({ lanes }) =>
      `모두가 결과를 짐작해 보내고, 진행자가 실험을 돌린 뒤 결과를 함께 봅니다. 레인 ${lanes.length}개: ${lanes.join(', ')}. 지금 할 일은 상태 문장이 말합니다. 그래프마다 표가 있습니다.`,
  },
  en: {
    bench: ({ experiment, lanes, faults }) =>
      `${experiment}. The same orders go down ${lanes.length} lanes: ${lanes.join(', ')}. Faults planned: ${faults}. There are the path, charts, latency by lane, controls for faults and load, and the delivery ledger; a status sentence says what is happening. Every chart has a button that shows it as a table. Space pauses.`,
    send: 'Sends one order over one protocol and shows all that passed. A form chooses the protocol, the order and options; once sent, there are the outcome in a line, the time by phase, request and response, and the bytes. Faults can be put on the way. Enter sends from anywhere in the form.',
    report: ({ lanes }) =>
      `The report of one run with ${lanes.length} lanes: ${lanes.join(', ')}. Verdict, charts, numbers by lane, delivery ledger, thresholds, configuration, environment and downloads follow each other. Every chart has a button that shows it as a table.`,
    compare: ({ runs }) =>
      `${runs.length} runs side by side: ${runs.join(', ')}. Charts on shared axes, differences of result, how sure they are, and differences of configuration follow each other. Every chart has a table.`,
    class: ({ lanes }) =>
      `Everybody guesses what will be measured, the host runs the experiment, then all see the result. ${lanes.length} lanes: ${lanes.join(', ')}. A status sentence says what to do now. Every chart has a table.`,
  },
}
