/**
 * The whole of public/embed-live.js, for `/embed/:id` in a page of the lab's own host: Run runs the experiment here, and
 * the player draws it as it comes.
 */
import type { Experiment } from '#core/experiment.ts'
import type { Recording } from '#core/recording.ts'
import { isOver, type RunEvent } from '#core/run.ts'
import type { WirelabRun } from './element.ts'

const DRAW_EVERY_MS = 500

const player = document.querySelector<WirelabRun>('wirelab-run')
const written = player?.querySelector('script[type="application/json"]')?.textContent
const button = document.querySelector<HTMLButtonElement>('button[data-live]')
const status = document.querySelector<HTMLElement>('[data-live-status]')
const report = document.querySelector<HTMLAnchorElement>('a[data-report]')

// In a sandbox this page has no origin, and may ask the lab for nothing: there Run opens the bench, as elsewhere.
if (self.origin !== 'null' && player && written && button && status) {
  const { experiment } = JSON.parse(written) as Recording
  const say = (text: string) => {
    status.textContent = text
  }
  const lost = () => say(button.dataset.lost ?? '')
  player.removeAttribute('href')
  button.hidden = false
  button.addEventListener('click', async () => {
    button.disabled = true
    say('')
    try {
      const id = await start(experiment)
      if (report) report.href = report.href.replace(/\/r\/[^?]*/, `/r/${id}`)
      await watch(player, { id, experiment }, { lost, found: () => say('') })
    } catch (error) {
      if (error instanceof Refused) say(error.message)
      else lost()
    } finally {
      button.disabled = false
    }
  })
}

/** In the lab's own words. */
class Refused extends Error {}

async function start(experiment: Experiment): Promise<string> {
  const answer = await fetch('/api/runs', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ experiment }),
  })
  const said = (await answer.json()) as { id: string; title?: string; detail?: string }
  if (!answer.ok) throw new Refused([said.title, said.detail].filter(Boolean).join(': '))
  return said.id
}

/** Resolves when the run is over. Rejects where nobody knows of it any more. */
async function watch(
  player: WirelabRun,
  { id, experiment }: { id: string; experiment: Experiment },
  line: { lost: () => void; found: () => void },
): Promise<void> {
  const events: RunEvent[] = []
  const draw = (over: boolean) => player.live({ about: { runId: id }, experiment, events: [...events] }, over)
  const stream = new EventSource(`/api/runs/${id}/events`)
  const drawing = setInterval(() => draw(false), DRAW_EVERY_MS)
  try {
    await new Promise<void>((over, gone) => {
      stream.addEventListener('open', line.found)
      stream.addEventListener('message', ({ data }) => {
        const event = JSON.parse(data) as RunEvent
        events.push(event)
        if (event.type === 'state' && isOver(event.state)) over()
      })
      // It comes back by itself, and asks for what it has missed, unless it was told not to.
      stream.addEventListener('error', () => {
        line.lost()
        if (stream.readyState === EventSource.CLOSED) gone(new Error('the run is not there any more'))
      })
    })
  } finally {
    stream.close()
    clearInterval(drawing)
    draw(true)
  }
}
