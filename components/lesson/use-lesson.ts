'use client'
/** Where the reader stands in a lesson, kept in this browser only; without storage it lasts as long as the page. */
import { useCallback, useEffect, useState } from 'react'
import { advance, firstState, type Lesson, type LessonEvent, type LessonState, restoreState } from '#core/lesson.ts'

export interface Progress {
  state: LessonState
  send: (event: LessonEvent) => void
  restart: () => void
}

export function useLesson(lesson: Lesson): Progress {
  const [state, setState] = useState(() => firstState(lesson))
  const [restored, setRestored] = useState(false)
  useEffect(() => {
    const kept = keptOf(lesson)
    if (kept) setState(kept)
    setRestored(true)
  }, [lesson])
  useEffect(() => {
    if (restored) keep(lesson, state)
  }, [lesson, state, restored])
  const send = useCallback((event: LessonEvent) => setState((before) => advance(lesson, before, event)), [lesson])
  const restart = useCallback(() => setState(firstState(lesson)), [lesson])
  return { state, send, restart }
}

function keyOf({ slug }: Lesson): string {
  return `wirelab-lesson-${slug}`
}

function keptOf(lesson: Lesson): LessonState | null {
  try {
    return restoreState(lesson, JSON.parse(localStorage.getItem(keyOf(lesson)) ?? 'null'))
  } catch {
    return null
  }
}

function keep(lesson: Lesson, state: LessonState): void {
  try {
    localStorage.setItem(keyOf(lesson), JSON.stringify(state))
  } catch {
    // Storage may be full or forbidden; the lesson goes on.
  }
}
