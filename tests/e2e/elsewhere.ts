/** A site of somebody else: another origin, which holds its own copy of the player and recordings, or a frame of the lab. */
import { readFileSync } from 'node:fs'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { resolve } from 'node:path'

const PUBLIC = resolve(import.meta.dirname, '../../public')
export const FIRST_LOOK = readFileSync(resolve(PUBLIC, 'recordings/first-look.json'), 'utf8')

type Answer = string | ((response: ServerResponse) => void)

export interface Site {
  url: string
  /** What is at a path: a page, a file, or whatever the function sends. */
  put(path: string, answer: Answer): void
  /** A page with this in its body. */
  page(body: string, head?: string): Promise<string>
  close(): Promise<void>
}

export async function startSite(): Promise<Site> {
  const files = new Map<string, Answer>([
    ['/embed.js', readFileSync(resolve(PUBLIC, 'embed.js'), 'utf8')],
    ['/first-look.json', FIRST_LOOK],
    ['/favicon.ico', ''],
  ])
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://x').pathname
    const answer = files.get(path)
    if (answer === undefined) {
      response.writeHead(404).end()
      return
    }
    const type = path.endsWith('.js') ? 'text/javascript' : path.endsWith('.json') ? 'application/json' : 'text/html'
    response.setHeader('Content-Type', `${type}; charset=utf-8`)
    if (typeof answer === 'string') response.end(answer)
    else answer(response)
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  let pages = 0
  return {
    url,
    put: (path, answer) => void files.set(path, answer),
    async page(body, head = '') {
      const path = `/page-${pages++}`
      files.set(
        path,
        `<!doctype html><html><head><meta name="viewport" content="width=device-width">${head}</head><body>${body}</body></html>`,
      )
      return url + path
    },
    close: () => {
      server.closeAllConnections()
      return new Promise((closed) => server.close(() => closed()))
    },
  }
}

/** As docs/embedding.md says it, with what is read where nothing plays. */
export function playerMarkup(src: string, attributes = 'lang="en"'): string {
  return `<script src="/embed.js" async></script><wirelab-run src="${src}" ${attributes}><p class="poster">its result in a sentence</p></wirelab-run>`
}
