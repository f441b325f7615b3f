/** Runs after they are over, and as others see them. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { isOver, type RunEvent } from '#core/run.ts'
import { createRunView, foldEvents } from '#core/run-view.ts'
import { summarize } from '#core/summary.ts'
import { createLab, type Lab } from '#server/runs/lab.ts'
import { openStore } from '#server/runs/store.ts'
import { fourLanes, openLab, started, until } from './open-lab.ts'

async function openKeepingLab(folder: string): Promise<Lab> {
  const store = await openStore(folder, (detail) => {
    throw new Error(detail)
  })
  return createLab({ store, external: {} })
}

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'wirelab-lab-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

describe('kept runs', () => {
  test('are there after a restart, fold to the same picture, and can be removed by their owner only', async () => {
    const folder = newFolder()
    const first = await openKeepingLab(folder)
    const { id, token, run } = await started(first, fourLanes({ durationS: 1 }))
    await run.over
    const live = summarize(run.view)
    await first.close()

    const second = await openKeepingLab(folder)
    const { experiment, events } = await second.recording(id)
    const view = createRunView(experiment)
    foldEvents(view, events)
    expect(summarize(view)).toEqual(live)
    expect((await second.report(id)).summary).toEqual(live)
    expect((await second.runs()).map((kept) => [kept.id, isOver(kept.state)])).toEqual([[id, true]])
    const replayed: RunEvent[] = []
    await second.watch(id, 3, (more) => replayed.push(...more))
    expect(replayed[0]?.seq).toBe(4)
    await expect(second.remove(id, 'another')).rejects.toMatchObject({ name: 'NotYours' })
    expect(await second.remove(id, token)).toBe('removed')
    expect(await second.runs()).toEqual([])
    await second.close()
  })

  test('two who watch one run are told the same', async () => {
    const lab = openLab()
    const { id, run, events } = await started(lab, fourLanes({ durationS: 1 }))
    await until('frames', () => run.view.frames > 2)
    const late: RunEvent[] = []
    await lab.watch(id, 0, (more) => late.push(...more))
    await run.over
    expect(late).toEqual(events)
  })
})
