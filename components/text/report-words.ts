/** The sentences of reports, comparisons and the article, apart from those of the bench, which does not carry them. */
import type { Mode } from '#core/experiment.ts'
import type { Locale } from '#core/text.ts'

export interface ReportWords {
  report: string
  recordedAt: string
  notOver: string
  again: string
  againWhy: string
  bench: string
  contents: string
  runHere: string
  runHereWhy: string
  compareWith: string
  compare: string
  charts: string
  errors: string
  errorsNote: string
  lanes: string
  hops: string
  lane: string
  sent: string
  failed: string
  goodput: string
  perOp: string
  callerOf: string
  doneOf: string
  fewWhy: string
  sampledOrders: string
  sampledChosen: string
  sampledClick: string
  noSampled: string
  orderHeads: Record<'order' | 'dueS' | 'toldMs' | 'doneMs' | 'told' | 'work' | 'why', string>
  thresholds: string
  noThresholds: string
  passed: string
  missed: string
  measured: (left: string, right: string) => string
  configuration: string
  duration: string
  mode: string
  modes: Record<Mode, string>
  faults: string
  work: string
  places: (concurrency: number, queue: number) => string
  environment: string
  unknown: string
  cpuMost: string
  overloaded: (frames: number, of: number) => string
  downloads: string
  downloadNames: Record<'recording' | 'summary' | 'csv' | 'svg' | 'html', string>
  downloadsWhy: string
  embedCode: string
  missing: string
  comparison: string
  comparisonWhy: string
  configurationDiffers: string
  configurationSame: string
  field: string
  resultDiffers: string
  resultSame: string
  metric: string
  noCommonLane: string
  measures: { attempts: string; lost: string; duplicated: string }
  policy: (names: string) => string
  confidence: string
  confidenceHow: string
  confidenceNone: string
  against: (lane: string) => string
  difference: string
  interval: string
  seen: { slower: string; faster: string; none: string; few: string }
  axes: string
  pick: string
  pickWhy: string
  sides: [string, string, string, string]
}

export const reportWords: Record<Locale, ReportWords> = {
  ko: {
    report: '실행 보고서',
    recordedAt: '실행한 때',
    notOver: '아직 끝나지 않은 실행입니다. 숫자는 지금까지의 것입니다.',
    again: '다시 실행',
    againWhy: '같은 실험을 같은 시드로 이 컴퓨터에서 다시 돌립니다',
    bench: '실험대에서 열기',
    contents: '차례',
    runHere: '여기서 실행',
    runHereWhy: '이 컴퓨터에서 같은 실험을 돌리고 실험대에서 봅니다',
    compareWith: '다른 실행과 비교',
    compare: '비교',
    charts: '그래프',
    errors: '오류',
    errorsNote: '실패한 호출, 초당',
    lanes: '레인별 숫자',
    hops: '서비스가 부르는 서비스: 구간별 숫자',
    lane: '레인',
    sent: '보냄',
    failed: '실패',
    goodput: '유효 처리량/s',
    perOp: '바이트/건',
    callerOf: '호출자',
    doneOf: '완료',
    fewWhy: '표본이 1,000개보다 적어 흐리게 보입니다',
    sampledOrders: '주문 몇 건',
    sampledChosen: '잘못된 것부터 몇 건씩 골랐습니다.',
    sampledClick: '누르면 그 주문이 거친 길을 실험대에서 봅니다.',
    noSampled: '주문 하나하나는 기록에 들어가지 않고, 실행한 곳에만 남습니다.',
    orderHeads: {
      order: '주문',
      dueS: '보내려던 때, s',
      toldMs: '답까지, ms',
      doneMs: '완료까지, ms',
      told: '호출자가 들은 답',
      work: '작업',
      why: '왜 그렇게 끝났는가',
    },
    thresholds: '기준',
    noThresholds: '이 실험에는 기준이 없습니다.',
    passed: '통과',
    missed: '미달',
    measured: (left, right) => `측정 ${left}, 기준 ${right}`,
    configuration: '설정',
    duration: '부하 시간',
    mode: '레인',
    modes: { 'side-by-side': '나란히', interleaved: '번갈아' },
    faults: '장애',
    work: '작업',
    places: (concurrency, queue) => `동시 ${concurrency}, 대기 ${queue}`,
    environment: '환경',
    unknown: '기록되지 않음',
    cpuMost: '실험실 CPU 최대',
    overloaded: (frames, of) => `실험실이 병목이던 구간 ${frames}/${of}`,
    downloads: '내려받기',
    downloadNames: {
      recording: '기록 JSON',
      summary: '요약 JSON',
      csv: '초 단위 CSV',
      svg: '포스터 SVG',
      html: 'HTML 한 파일',
    },
    downloadsWhy: 'HTML 한 파일은 서버 없이 디스크에서 바로 열립니다.',
    embedCode: '넣는 코드',
    missing: '이런 실행이 없습니다.',
    comparison: '실행 비교',
    comparisonWhy: '모든 그래프는 같은 축을 씁니다.',
    configurationDiffers: '설정의 차이',
    configurationSame: '설정이 모두 같습니다.',
    field: '항목',
    resultDiffers: '결과의 차이',
    resultSame: '결과가 모두 같습니다.',
    metric: '값',
    measures: { attempts: '주문당 시도', lost: '유실', duplicated: '중복' },
    policy: (names) => `정책 ${names}`,
    noCommonLane: '두 실행에 함께 있는 레인이 없습니다.',
    confidence: '차이의 신뢰도',
    confidenceHow:
      '2초 조각을 되풀이해 뽑아(조각 단위 부트스트랩, 1,000번) 구한 95% 구간입니다. 구간이 0을 포함하면 차이가 보이지 않는 것입니다.',
    confidenceNone:
      '레인을 한꺼번에 돌린 실행은 컴퓨터를 나눠 썼으므로 차이의 신뢰도를 말하지 않습니다. mode: interleaved로 돌리면 말할 수 있습니다.',
    against: (lane) => `${lane} 대비`,
    difference: '차이',
    interval: '95% 구간',
    seen: { slower: '느림', faster: '빠름', none: '차이가 보이지 않음', few: '조각이 너무 적음' },
    axes: '호출자 p50, 같은 축, ms, 로그 눈금',
    pick: '비교할 실행을 고릅니다.',
    pickWhy: '실행의 주소(/r/…)에서 마지막 부분입니다. 넷까지 비교합니다.',
    sides: ['첫째', '둘째', '셋째 (없어도 됩니다)', '넷째 (없어도 됩니다)'],
  },
  en: {
    report: 'Report of a run',
    recordedAt: 'run at',
    notOver: 'This run is not over; the numbers are those so far.',
    again: 'Run again',
    againWhy: 'The same experiment with the same seed, on this computer',
    bench: 'Open in the bench',
    contents: 'Contents',
    runHere: 'Run it here',
    runHereWhy: 'The same experiment on this computer, seen in the bench',
    compareWith: 'Compare with another run',
    compare: 'Compare',
    charts: 'Charts',
    errors: 'Errors',
    errorsNote: 'calls that failed, per second',
    lanes: 'Numbers by lane',
    hops: 'Services that call services: numbers by edge',
    lane: 'lane',
    sent: 'sent',
    failed: 'failed',
    goodput: 'goodput/s',
    perOp: 'bytes/order',
    callerOf: 'caller',
    doneOf: 'done',
    fewWhy: 'greyed: it stands on fewer than 1,000 samples',
    sampledOrders: 'Some of the orders',
    sampledChosen: 'A few of each kind, what went wrong first.',
    sampledClick: 'A click shows in the bench what an order went through.',
    noSampled: 'Single orders are not part of a recording; they are kept where the run was.',
    orderHeads: {
      order: 'order',
      dueS: 'due, s',
      toldMs: 'told after, ms',
      doneMs: 'done after, ms',
      told: 'the caller was told',
      work: 'the work',
      why: 'why it ended so',
    },
    thresholds: 'Thresholds',
    noThresholds: 'This experiment has no thresholds.',
    passed: 'passed',
    missed: 'missed',
    measured: (left, right) => `measured ${left} against ${right}`,
    configuration: 'Configuration',
    duration: 'load lasts',
    mode: 'lanes run',
    modes: { 'side-by-side': 'side by side', interleaved: 'in turns' },
    faults: 'Faults',
    work: 'work',
    places: (concurrency, queue) => `${concurrency} at once, ${queue} waiting`,
    environment: 'Environment',
    unknown: 'not recorded',
    cpuMost: 'most CPU of the lab',
    overloaded: (frames, of) => `the lab was its own bottleneck in ${frames} of ${of} frames`,
    downloads: 'Downloads',
    downloadNames: {
      recording: 'recording, JSON',
      summary: 'summary, JSON',
      csv: 'by the second, CSV',
      svg: 'poster, SVG',
      html: 'one HTML file',
    },
    downloadsWhy: 'The HTML file opens from a disk, without a server.',
    embedCode: 'Embed code',
    missing: 'There is no such run.',
    comparison: 'Comparison of runs',
    comparisonWhy: 'All charts share one pair of axes.',
    configurationDiffers: 'What was set differently',
    configurationSame: 'Nothing was set differently.',
    field: 'field',
    resultDiffers: 'What came out differently',
    resultSame: 'Nothing came out differently.',
    metric: 'measure',
    measures: { attempts: 'attempts/order', lost: 'lost', duplicated: 'duplicated' },
    policy: (names) => `policy ${names}`,
    noCommonLane: 'These runs have no lane in common.',
    confidence: 'How sure the differences are',
    confidenceHow:
      'The 95 % interval of a bootstrap over slices of 2 s, drawn 1,000 times. Where it holds zero, no difference was seen.',
    confidenceNone:
      'Lanes that ran side by side shared the machine, so nothing is said of how sure their differences are. With mode: interleaved it can be.',
    against: (lane) => `against ${lane}`,
    difference: 'difference',
    interval: '95 % interval',
    seen: { slower: 'slower', faster: 'faster', none: 'no difference seen', few: 'too few slices' },
    axes: 'caller p50, shared axes, ms, log scale',
    pick: 'Choose the runs to compare.',
    pickWhy: 'The last part of a run’s address (/r/…). Up to four.',
    sides: ['first', 'second', 'third (may be left empty)', 'fourth (may be left empty)'],
  },
}
