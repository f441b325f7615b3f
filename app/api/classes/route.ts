import { experimentOf } from '#core/lesson.ts'
import { lessons } from '#lessons/lessons.ts'
import { getHouse, NotFound, NotPossible } from '#server/door.ts'
import { answer, onlyFor, readObject } from '../respond.ts'

export const dynamic = 'force-dynamic'

/** `{experiment, ask: {metric, question}, overrides?}` or `{lesson, step?, value?}` → 201 `{id, url, token}`. */
export function POST(request: Request) {
  return answer(async () => {
    const body = await readObject(request)
    const { id, token } = getHouse().classes.open('lesson' in body ? ofLesson(body) : asWritten(body))
    return Response.json(
      { id, url: `/class/${id}`, token },
      { status: 201, headers: { Location: `/api/classes/${id}` } },
    )
  })
}

export const { DELETE, GET, PATCH, PUT } = onlyFor('POST')

function asWritten({ experiment, ask, overrides }: Record<string, unknown>) {
  return { experiment, ask, ...(overrides === undefined ? {} : { overrides }) }
}

function ofLesson({ lesson: slug, step: id, value }: Record<string, unknown>) {
  const lesson = lessons.find((one) => one.slug === slug)
  if (!lesson) throw new NotFound(`there is no lesson '${slug}'`)
  const step = id === undefined ? lesson.steps[0] : lesson.steps.find((one) => one.id === id)
  if (!step)
    throw refusal('step', `'${id}' is not a step of it; there are ${lesson.steps.map((one) => one.id).join(', ')}`)
  const { min, max, start, unit } = step.vary
  const at = value ?? start
  if (typeof at !== 'number' || !(at >= min && at <= max))
    throw refusal('value', `must be a number from ${min} to ${max}`)
  const told = (text: string) => text.replaceAll('{value}', `${at}\u00a0${unit}`)
  const question = { ko: told(step.question.ko), en: told(step.question.en) }
  return { experiment: experimentOf(lesson, step, at), ask: { metric: step.guess.metric, question } }
}

function refusal(path: string, message: string) {
  return new NotPossible(`${path}: ${message}`, [{ path, message }])
}
