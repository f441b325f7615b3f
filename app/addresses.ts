/** Addresses of this house as others see it. The Host was checked before Next saw the request. */
import type { Experiment } from '#core/experiment.ts'
import { encodeShareLink, LONGEST_LINK } from '#core/share-link.ts'
import { getLab } from '#server/door.ts'

export function originOf(headers: Headers): string {
  // A proxy that speaks TLS to the world says so; nothing but a link depends on it.
  const scheme = headers.get('x-forwarded-proto') === 'https' ? 'https' : 'http'
  return `${scheme}://${headers.get('host') ?? 'localhost'}`
}

/** Where this experiment is ready to run: a built-in by its name, any other written in the link itself. */
export async function benchPathOf(experiment: Experiment): Promise<string> {
  const builtIn = getLab()
    .experiments()
    .find(({ id }) => id === experiment.id)
  if (builtIn && JSON.stringify(builtIn) === JSON.stringify(experiment)) return `/bench?experiment=${experiment.id}`
  const link = await encodeShareLink(experiment)
  return link.length <= LONGEST_LINK ? `/bench?x=${link}` : '/bench'
}
