/** The sentences of the console, as one type. */
import type { PhaseName } from '#components/console/phases.ts'

export interface ConsoleWords {
  title: string
  one: string
  loop: string
  view: string
  protocol: string
  starting: string
  failed: string
  startingWhy: (name: string) => string
  disconnected: string
  link: string
  backend: string
  fromBrowser: string
  fromServer: string
  sender: string
  order: string
  customer: string
  items: string
  sku: string
  quantity: string
  priceCents: string
  addItem: string
  removeItem: (sku: string) => string
  note: string
  noteText: string
  noteBytes: string
  options: string
  optionsOfServer: string
  noOptions: string
  send: string
  sending: string
  timeout: string

  empty: string
  emptyWhy: string
  request: string
  response: string
  noResponse: string
  doneTimes: (of: { after: string; times: number }) => string
  done: string
  notDone: string
  askingDone: string
  phases: string
  phase: Record<PhaseName, string>
  phasesBrowser: string
  phasesNone: string

  bytes: string
  bytesNone: string
  bytesExact: string
  bytesShared: string
  up: string
  down: string
  legOf: (leg: string) => string
  atMs: (ms: string) => string
  fields: string
  hex: string
  hexLabel: string
  truncated: (bytes: string) => string
  more: (bytes: string) => string
  hpack: string

  layers: string
  layersWhy: string
  layerOrder: string
  osi: (layer: number) => string
  acknowledged: string
  completed: string
  ordering: string
  delivery: string
  inBrowser: string
  reachable: string
  notReachable: string
  largest: string

  compare: string
  compareWhy: string
  compareEmpty: string
  sum: string
  command: string
  commandWhy: string
  copy: string
  copied: string
  commandShort: string

  faults: string
  faultsAt: (what: string) => string
  faultLeg: string
  delay: string

  loopStart: string
  loopStop: string
  loopRate: string
  loopOver: string
  loopWhy: string
  loopChart: string
  loopScale: string
  loopEmpty: string
  loopEnd: { stopped: string; time: string; hidden: string }
  loopRunning: (of: { seconds: string; most: number }) => string
  loopNone: string
  notSent: string
  errors: string
}
