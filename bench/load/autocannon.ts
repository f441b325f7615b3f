import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { oneOrder, ordersUrl } from './order.ts'
import type { Tool } from './tool.ts'

const VERSION = '9.0.0'
let script = ''

export const autocannon: Tool = {
  name: 'autocannon',
  version: VERSION,
  protocol: 'http',
  prepare(folder) {
    const install = ['install', '--prefix', folder, '--no-audit', '--no-fund', '--silent', `autocannon@${VERSION}`]
    execFileSync('npm', install, { stdio: 'pipe' })
    script = join(folder, 'cannon.mjs')
    // As a module: its command line rounds the rate down to whole requests of each connection.
    writeFileSync(
      script,
      `import autocannon from 'autocannon'
const [url, overallRate, duration, connections] = process.argv.slice(2).map((word, at) => (at === 0 ? word : Number(word)))
const result = await autocannon({
  url, overallRate, duration, connections,
  method: 'POST', headers: { 'content-type': 'application/json' }, body: ${JSON.stringify(JSON.stringify(oneOrder))},
})
process.stdout.write(JSON.stringify(result), () => process.exit(0))
`,
    )
  },
  command: ({ port, rateRps, durationS, connections }) => ({
    program: process.execPath,
    args: [script, ordersUrl(port), ...[rateRps, durationS, connections].map(String)],
  }),
  read(output) {
    const result = JSON.parse(output)
    return {
      achievedRps: result['2xx'] / result.duration,
      failed: result.errors + result.non2xx,
      p50Ms: result.latency.p50,
      p99Ms: result.latency.p99,
    }
  },
}
