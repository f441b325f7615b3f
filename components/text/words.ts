/** Every sentence of the screen, as one type: what a language lacks, the compiler names. */

import type { PressureName } from '#components/run/pressure.ts'
import type { BreakerState } from '#core/policy.ts'
import type { Style } from '#core/protocols.ts'
import type { LinkTrouble } from '#core/share-link.ts'
import type { ClassWords } from './class-words.ts'
import type { ConsoleWords } from './console-words.ts'
import type { LessonWords } from './lesson-words.ts'

export interface Words {
  language: string
  languages: { ko: string; en: string }
  theme: { label: string; auto: string; light: string; dark: string }
  site: {
    title: string
    description: string
    home: string
    learn: string
    bench: string
    styles: string
    send: string
    article: string
    sections: string
    skipToContent: string
  }
  badge: {
    measured: string
    recorded: string
    measuredWhy: string
    recordedWhy: string
    labBottleneck: string
    sharedLab: (others: number) => string
  }

  home: {
    run: string
    running: string
    runWhy: string
    openInBench: string
    chartTitle: string
    chartScale: string
    ledgerTitle: string
    experiments: string
    experimentsWhy: string
    experimentsEmpty: string
    noRecording: string
    noRecordingWhy: string
    pitch: string
    backlogTitle: string
    duration: (seconds: number) => string
    lanes: (count: number) => string
    /** What the recorded run shows: the lanes that a slow wire bent, and the queue whose callers never noticed. */
    bent: (of: { lanes: string; ms: string }) => string
    unnoticed: (of: { lane: string; count: string }) => string
    caption: (of: { n: string; seed: number; rate: string }) => string
  }

  experiment: { pick: string; own: string; edit: string }

  lanes: {
    title: string
    recent: (seconds: number) => string
    wholeRun: string
    load: string
    at: (second: string) => string
    caller: string
    done: string
    p50Why: string
    p99Why: string
    fewSamples: (n: number) => string
    /** How long the oldest order still without a verdict has waited. */
    oldest: (duration: string) => string
    pin: string
    before: string
    callerWhy: string
    doneWhy: string
    /** A lane that takes no part: what did not answer, where. */
    absent: (of: { broker: string; address: string }) => string
    absentUnsaid: string
  }
  pressure: Record<PressureName, string> & { why: Record<PressureName, string> }
  styles: Record<Style, string>
  stylesPage: {
    why: string
    acknowledged: string
    completed: string
    impossible: string
    nearest: string
    tryIt: string
  }
  options: {
    timeout: (ms: string) => string
    on: string
    off: string
  }

  topology: {
    title: string
    caller: string
    link: string
    broker: string
    service: string
    donePerS: string
    inProcess: string
    room: (subscribers: number) => string
    aim: (what: string) => string
    inFlight: (n: string) => string
    backlog: (n: string) => string
    /** How many sends a dot stands for. */
    dots: (unit: number) => string
    /** The numbers that stand there instead where nothing is to move. */
    sends: string
    slats: (orders: number) => string
  }

  charts: {
    latency: string
    percentile: string
    scale: string
    bins: (n: string) => string
    caller: string
    callerWhy: string
    completion: string
    completionWhy: string
    goodput: string
    perSecond: string
    offered: string
    waiting: string
    waitingUnit: string
    errors: string
    errorsUnit: string
    view: string
    overTime: string
    /** How latencies are spread. */
    spread: string
    spreadWhy: string
    curve: string
    curveNote: string
    curveKeys: string
    heat: string
    heatNote: string
    heatLane: string
    /** Behind the darkest shade. */
    heatMost: (count: string) => string
    table: string
    chart: string
    second: string
    empty: string
    noErrors: string
    noErrorsSoFar: string
    keys: string
    zoomKeys: string
    /** Of the time axis of every chart. */
    zoom: string
    zoomIn: string
    zoomOut: string
    zoomAll: string
    stretch: (of: { fromS: number; toS: number }) => string
    freeze: string
    unfreeze: string
    freezeWhy: string
    /** What is drawn is of then; the run has gone on since, or has ended. */
    frozen: (of: { seconds: string; over: boolean }) => string
    cursorAt: (second: string) => string
  }

  ledger: {
    title: string
    hintOpen: string
    hintSettled: string
    hintNever: string
    lane: string
    sent: string
    acknowledged: string
    completed: string
    duplicated: string
    lost: string
    toldFailed: string
    ghosts: string
    committedButLost: string
    why: Record<
      'sent' | 'acknowledged' | 'completed' | 'duplicated' | 'lost' | 'toldFailed' | 'ghosts' | 'committedButLost',
      string
    >
    noDatabase: string
    notSettled: string
    outstanding: (list: string) => string
    notSent: (list: string) => string
    /** After how often work was done again: in how many orders. */
    inOrders: (count: string) => string
    /** A number of the table that can be opened. */
    show: (of: { lane: string; what: string; count: string }) => string
    told: string
    work: string
  }

  orders: {
    title: string
    close: string
    bytesNamed: string
    bytesWindow: string
    noBytes: string
    back: string
    matched: (count: string) => string
    /** Executions beyond the first, of all of them. */
    doneAgain: (count: string) => string
    more: string
    none: string
    loading: string
    endsAt: (of: { lane: string; seq: string }) => string
    order: string
    due: string
    dueAt: (seconds: string) => string
    told: string
    done: string
    times: string
    timesOf: (count: string) => string
    ms: string
    committed: (yes: boolean) => string
    duplicated: string
    attempt: (n: number) => string
    /** For a slot of a blocking caller. */
    waited: string
    delivery: (n: number) => string
    copyLink: string
    open: (of: { lane: string; seq: string }) => string
  }

  faults: {
    title: string
    target: string
    allLanes: string
    legOf: (leg: string) => string
    schedule: string
    noSchedule: string
    latency: string
    jitter: string
    reset: string
    blackHole: string
    down: string
    stopService: string
    stopConsumer: string
    restore: string
    stop: string
    running: string
    stopped: string
    share: string
    deadLettersTitle: string
    deadLetters: (count: number) => string
    redrive: string
    redriveTitle: string
    noLink: string
    needsRun: string
    /** While it waits in line or its lanes are made ready. */
    notBegun: string
    more: string
    choose: string
    chosen: string
    groups: { link: string; messages: string; service: string; consumer: string; engine: string }
    direction: string
    directions: { upstream: string; downstream: string; both: string }
    set: string
    lift: string
    simulated: string
    open: string
    close: string
  }

  load: {
    title: string
    open: string
    closed: string
    arrivals: { poisson: string; constant: string }
    rate: string
    callers: string
    achieved: string
    slip: string
    behind: string
    lane: string
    perLane: string
    /** Above the line of a rate that moves. */
    planned: string
    peak: (perSecond: string) => string
  }

  /** What the policies of a lane did, each in a word or two. */
  policy: {
    breaker: Record<BreakerState, string>
    attempts: (perOrder: string) => string
    denied: (count: string) => string
    hedges: (count: string) => string
    withheld: (count: string) => string
    fallbacks: (count: string) => string
    expired: (count: string) => string
  }

  run: {
    run: string
    runAgain: string
    leaveLine: string
    turns: (turn: { begun: number; of: number; contaminated: number }) => string
    turnsWhy: string
    queued: (position: number) => string
    starting: string
    pause: string
    resume: string
    stop: string
    draining: (n: string) => string
    interrupted: string
    report: string
    seed: string
    seedLocked: string
    n: string
    nWhy: string
    lab: string
    healthy: string
    worst: string
    cpu: string
    loop: string
    unknown: string
    elapsed: string
    thresholds: (passed: number, all: number) => string
    watcher: string
    watcherWhy: string
    idleStatus: string
  }

  status: {
    loading: string
    /** In few words, and none whose letters a page without a line may still have to fetch. */
    lineLost: string
    loadingLost: string
    disconnected: string
    missing: string
    missingWhy: string
    toBench: string
    dismiss: string
    unreachable: string
    unreachableWhy: string
    /** What the server's answer is called in HTTP, in the reader's words. */
    refused: Readonly<Record<string, string>>
    nowhere: string
    nowhereWhy: string
    broken: string
    brokenWhy: string
    again: string
    experimentMissing: (id: string) => string
  }

  share: {
    open: string
    title: string
    close: string
    watch: string
    watchWhy: string
    watchLink: string
    address: string
    qr: string
    onlyHere: string
    onlyHereHow: string
    experiment: string
    experimentWhy: string
    experimentLink: string
    making: string
    tooLong: (characters: string) => string
    copy: string
    /** A link of somebody else's that cannot be opened. */
    unreadable: string
    trouble: Record<LinkTrouble, string>
  }
  /** Parts of the one sentence above the paths. */
  sentence: {
    /** A threshold that could not hold any more ended the run. */
    aborted: (threshold: string) => string
    faultOn: (of: { where: string; fault: string; seconds: number }) => string
    held: (of: { lane: string; before: string; now: string }) => string
    behind: (of: { lane: string; count: string }) => string
    draining: (of: { lane: string; count: string }) => string
    failing: (of: { lane: string; percent: string }) => string
    othersFine: string
    nothingYet: string
    allFine: string
    labBehind: string
    paused: string
    drainingAll: (count: string) => string
    finished: (of: { sent: string; completed: string }) => string
    lost: (count: string) => string
    toldFailed: (count: string) => string
    nothingLost: string
    ghosts: (count: string) => string
    committedButLost: (count: string) => string
  }

  console: ConsoleWords
  lesson: LessonWords
  class: ClassWords
}
