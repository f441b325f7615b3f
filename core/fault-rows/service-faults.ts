/** What can happen to a service. */
import type { FaultFacts } from './fault-facts.ts'

export const serviceFaults = {
  stop: {
    label: { ko: '서비스 중지', en: 'stop the service' },
    on: 'service',
    effect: {
      ko: '서버는 포트를 닫고 연결을 끊습니다. 컨슈머는 더 가져오지 않습니다',
      en: 'a server closes its port and resets; consumers stop polling',
    },
    attributes: {},
  },
} as const satisfies Record<string, FaultFacts>
