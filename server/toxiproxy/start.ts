/** Toxiproxy's API with a thread of its own for the links behind it. */
import { Thread } from '#server/runs/thread.ts'
import type { LinksApi, LinksData } from '#server/runs/threads/links.ts'
import { openToxiproxy, type Toxiproxy, type ToxiproxyOptions } from './api.ts'

const LINKS_THREAD = new URL('../runs/threads/links.ts', import.meta.url)
/** Toxics are not part of an experiment, whose seed they could have. */
const SEED = 1

export async function startToxiproxy(options: Omit<ToxiproxyOptions, 'links'>): Promise<Toxiproxy> {
  const data: LinksData = { seed: SEED }
  const links = new Thread<LinksApi>(LINKS_THREAD, {
    name: 'toxiproxy:links',
    data,
    unmeasured: true,
    onDeath: (detail) => console.error(`the links behind Toxiproxy's API have ended: ${detail}`),
  })
  const end = async () => {
    await links.call('close').catch(() => {})
    await links.end()
  }
  try {
    const toxiproxy = await openToxiproxy({ ...options, links })
    return {
      address: toxiproxy.address,
      async close() {
        await toxiproxy.close()
        await end()
      },
    }
  } catch (error) {
    await end()
    throw error
  }
}
