import { experimentOf, named, valueIn, valuesOf } from '#core/lesson.ts'
import type { Locale } from '#core/text.ts'
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
  const values = valuesOf(step.vary)
  const at = value ?? step.vary.start
  if (typeof at !== 'number' || !values.includes(at)) throw refusal('value', `must be one of ${values.join(', ')}`)
  const told = (locale: Locale) => step.question[locale].replaceAll('{value}', valueIn(step.vary, at, locale))
  const question = { ko: told('ko'), en: told('en') }
  return {
    experiment: experimentOf(lesson, step, at),
    ask: { metric: named(step, at, step.guess.metric), question },
  }
}

function refusal(path: string, message: string) {
  return new NotPossible(`${path}: ${message}`, [{ path, message }])
}
