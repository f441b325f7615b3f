/** The composition root: one port for pages, API and sockets. Start, wire, run, stop. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { resolve } from 'node:path'
import next from 'next'
import { renderToStaticMarkup } from 'react-dom/server'
import { createConsole } from './console/console.ts'
import { openDoor } from './door.ts'
import { createClasses } from './live/classes.ts'
import { openEventStream } from './live/event-stream.ts'
import { createSockets } from './live/sockets.ts'
import { createLab } from './runs/lab.ts'
import { openStore, whyNotOpen } from './runs/store.ts'
import { onStopSignal } from './runtime/stop-signal.ts'
import { originNow, timersFrom } from './runtime/timing.ts'
import { limitsFrom, settingsFrom } from './settings.ts'
import { startToxiproxy } from './toxiproxy/start.ts'
import { EXPOSITION_TYPE } from './web/exposition.ts'
import { ownHosts, refusalOf } from './web/guard.ts'
import { contentSecurityPolicy, fixedHeaders } from './web/headers.ts'
import { lanAddresses } from './web/lan-addresses.ts'
import { metricsText, usageOfProcess } from './web/metrics.ts'
import { plainProblem } from './web/problem.ts'

const dev = process.env.NODE_ENV === 'development'

function fail(message: string): never {
  console.error(`wirelab: ${message}`)
  process.exit(1)
}

function orFail<T>(read: () => T): T {
  try {
    return read()
  } catch (error) {
    return fail(error instanceof Error ? error.message : String(error))
  }
}

const settings = orFail(() => settingsFrom(process.env, process.argv.slice(2)))
const limits = orFail(() => limitsFrom(process.env))

const store = await openStore(settings.dataDir, (detail) => fail(`the store stopped: ${detail}`)).catch(
  (error: Error) => fail(whyNotOpen(settings.dataDir, error)),
)
const lab = createLab({ store, limits, external: process.env })
const timers = timersFrom(originNow())
const classes = createClasses({ lab, timers })
const sendOne = createConsole({ limits, external: process.env, fixedPorts: settings.fixedPorts })
openDoor({
  lab,
  classes,
  console: sendOne,
  addresses: () => lanAddresses({ host: settings.host, port: boundPort() }),
  openEventStream,
  metrics: () => ({ text: metricsText(lab.watched(), usageOfProcess()), type: EXPOSITION_TYPE }),
  markup: renderToStaticMarkup,
})

const own = ownHosts(process.env.WIRELAB_HOSTS)
const refused = (request: IncomingMessage, method = request.method ?? 'GET') =>
  refusalOf(
    {
      method,
      host: request.headers.host,
      origin: request.headers.origin,
      fetchSite: request.headers['sec-fetch-site'] as string | undefined,
    },
    own,
  )

// Next installs an upgrade listener of its own; this server never listens, so that upgrades stay ours to route.
const forNext = createServer()
const app = next({
  dev,
  dir: resolve(import.meta.dirname, '..'),
  httpServer: forNext,
  hostname: settings.host,
  port: settings.port,
})
await app.prepare().catch((error: Error) => fail(error.message))
const handle = app.getRequestHandler()

const server = createServer((request, response) => void answer(request, response))

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const refusal = refused(request)
  if (refusal) return plainProblem(response, refusal.status, refusal.detail)
  const policy = contentSecurityPolicy({ dev, path: request.url ?? '', headers: request.headers })
  request.headers['content-security-policy'] = policy
  response.setHeader('Content-Security-Policy', policy)
  for (const [name, value] of fixedHeaders) response.setHeader(name, value)
  await handle(request, response)
}

const { toxiproxyPort, allowedUpstreams } = settings
const toxiproxy =
  toxiproxyPort === null
    ? null
    : await startToxiproxy({
        port: toxiproxyPort,
        allowedHosts: allowedUpstreams,
        refused: (request) => refused(request)?.detail ?? null,
      }).catch((error: NodeJS.ErrnoException) =>
        fail(
          error.code === 'EADDRINUSE'
            ? `port ${toxiproxyPort} is in use: choose another for --toxiproxy`
            : error.message,
        ),
      )
if (toxiproxy) console.log(`Toxiproxy's API is at http://${toxiproxy.address.host}:${toxiproxy.address.port}`)

const sockets = createSockets({ lab, classes, timers, allow: (request) => refused(request) === null })
sockets.attach(server)
server.on('upgrade', (request, socket, head) => {
  if (request.url?.startsWith('/socket.io/')) return
  // What is sent over it changes something, whatever method began it.
  if (request.url?.startsWith('/api/lab/') && !refused(request, 'POST')) {
    return void sendOne.upgrade(request, socket, head)
  }
  if (dev && request.url?.startsWith('/_next/')) forNext.emit('upgrade', request, socket, head)
  else socket.destroy()
})

server.once('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EADDRINUSE') {
    fail(`port ${settings.port} is in use; stop what holds it, or choose another: PORT=${settings.port + 1} npm start`)
  }
  if (error.code === 'EACCES') fail(`port ${settings.port} needs more rights; choose one above 1023 with PORT`)
  if (error.code === 'EADDRNOTAVAIL') fail(`HOST ${settings.host} is not an address of this machine`)
  fail(error.message)
})
server.listen(settings.port, settings.host, () => {
  const host = settings.host.includes(':') ? `[${settings.host}]` : settings.host
  console.log(`Wirelab is ready at http://${host}:${boundPort()}`)
  // Only now: nobody waits for them, and everybody waits for that line.
  void sendOne.open()
})

/** Not what was asked for where that was 0. */
function boundPort(): number {
  const address = server.address()
  return typeof address === 'object' && address ? address.port : settings.port
}

async function stop(): Promise<void> {
  classes.closeAll()
  await Promise.all([lab.close(), sendOne.close(), toxiproxy?.close()])
  await sockets.close()
  server.closeAllConnections()
  await app.close()
  process.exit(0)
}
onStopSignal(
  () => void stop(),
  () => process.exit(1),
)
