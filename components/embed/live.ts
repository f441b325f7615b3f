/**
 * The whole of public/embed-live.js, for `/embed/:id` in a page of the lab's own host: Run runs the experiment here, and
 * the player draws it as it comes.
 */
import type { Recording } from '#core/recording.ts'
import { isOver, type RunEvent } from '#core/run.ts'
import type { WirelabRun } from './element.ts'

const DRAW_EVERY_MS = 500

const player = document.querySelector<WirelabRun>('wirelab-run')
const written = player?.querySelector('script[type="application/json"]')?.textContent
const button = document.querySelector<HTMLButtonElement>('button[data-live]')
const status = document.querySelector<HTMLElement>('[data-live-status]')

// In a sandbox this page has no origin, and may ask the lab for nothing: there Run opens the bench, as elsewhere.
if (self.origin !== 'null' && player && written && button && status) {
  const { experiment } = JSON.parse(written) as Recording
  player.removeAttribute('href')
  button.hidden = false
  button.addEventListener('click', () => {
    button.disabled = true
    status.textContent = ''
    run(player, experiment)
      .catch((error: Error) => {
        status.textContent = error.message
      })
      .finally(() => {
        button.disabled = false
      })
  })
}

/** Resolves when the run is over. Rejects with what the lab says where it begins none, or is not there any more. */
async function run(player: WirelabRun, experiment: Recording['experiment']): Promise<void> {
  const answer = await fetch('/api/runs', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ experiment }),
  })
  const said = (await answer.json()) as { id: string; title?: string; detail?: string }
  if (!answer.ok) throw new Error([said.title, said.detail].filter(Boolean).join(': '))
  const events: RunEvent[] = []
  const draw = (over: boolean) => player.live({ about: { runId: said.id }, experiment, events: [...events] }, over)
  const stream = new EventSource(`/api/runs/${said.id}/events`)
  const drawing = setInterval(() => draw(false), DRAW_EVERY_MS)
  try {
    await new Promise<void>((over, lost) => {
      stream.addEventListener('message', ({ data }) => {
        const event = JSON.parse(data) as RunEvent
        events.push(event)
        if (event.type === 'state' && isOver(event.state)) over()
      })
      // It comes back by itself unless it was told not to.
      stream.addEventListener('error', () => {
        if (stream.readyState === EventSource.CLOSED) lost(new Error(button?.dataset.lost ?? ''))
      })
    })
  } finally {
    stream.close()
    clearInterval(drawing)
    draw(true)
  }
}
