/** What every lesson says at the start and at the end of a run; what is said in between is its own. */
import type { LessonStep } from '#core/lesson.ts'
import type { Text } from '#core/text.ts'

type Narration = LessonStep['narration']

export function narrated({ running, half, draining }: Record<'running' | 'half' | 'draining', Text>): Narration {
  return [
    { on: 'starting', say: { ko: '서비스와 링크를 띄우고 있습니다.', en: 'Services and links are starting.' } },
    { on: 'running', say: running },
    { on: 'half', say: half },
    { on: 'draining', say: draining },
    { on: 'over', say: { ko: '끝났습니다. 점선이 내 예측입니다.', en: 'It is over. The dotted line is your guess.' } },
  ]
}
