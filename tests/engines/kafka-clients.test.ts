/**
 * Kafka's other clients, each asked to do everything a client does: kcat and confluent-kafka (librdkafka), and the Java
 * client. What they must find is the same with our broker and with Apache Kafka, or it is no judge.
 */
import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import type { BrokerEvent } from '#server/brokers/kafka/broker/events.ts'
import { openKafkaBroker } from '#server/brokers/kafka/kafka-broker.ts'
import { openLink } from '#server/link/link.ts'
import { kafkaFilter } from '#server/protocols/kafka/link/link-filter.ts'
import { describeWith } from './engine.ts'
import { type Asked, brokers } from './kafka/brokers.ts'
import { outputOf } from './started.ts'

const SOURCES = resolve(import.meta.dirname, 'kafka')
const ALL_TIMEOUT_MS = 150_000
const OPEN_TIMEOUT_MS = 400_000
const COMPILE_TIMEOUT_MS = 60_000
const CODECS = ['none', 'gzip', 'snappy', 'lz4', 'zstd']

/** What confluent.py and Judge.java find, whatever the broker. */
const expected = {
  records: {
    values: Object.fromEntries(['a', 'b', 'c', 'd'].map((key) => [key, ['all', '1', '0'].map((a) => `${key} ${a}`)])),
    partitionsOfAKey: [1],
    headers: ['h=값'],
    isOnTime: true,
  },
  codecs: Object.fromEntries(CODECS.map((codec) => [codec, true])),
  groups: { eager: '2 + 2, then 4', cooperative: '2 + 2, then 4' },
  offsets: {
    rest: ['4', '5', '6', '7', '8', '9'],
    sought: ['8', '9'],
    committed: 4,
    position: 10,
    ends: [0, 10],
    byTime: 0,
    later: null,
  },
  idempotence: { isOnceAndInOrder: true },
  transactions: {
    committedOffset: 7,
    isFenced: true,
    readCommitted: ['committed'],
    readUncommitted: ['aborted', 'committed', 'of the old one'],
  },
  topics: { partitions: 3, retentionMs: '604800000', again: 'TOPIC_ALREADY_EXISTS' },
}
const scenarios = Object.keys(expected)

/** Asks the scenarios one after the other, and tells what was found in each. */
type Judge = (bootstrap: string, scenarios: string[]) => Promise<Record<string, unknown>>

function judgeBy(command: () => string[]): Judge {
  return async (bootstrap, wanted) => {
    const [program = '', ...args] = command()
    const prefix = `judge-${randomUUID().slice(0, 8)}`
    const said = await outputOf(program, [...args, bootstrap, prefix, ...wanted], { timeoutMs: ALL_TIMEOUT_MS })
    return Object.assign(
      {},
      ...said
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line)),
    )
  }
}

const judges: Record<string, { needs: string[]; open(paths: string[]): Promise<Judge> }> = {
  'confluent-kafka': {
    needs: ['python:confluent_kafka'],
    open: async ([python = '']) => judgeBy(() => [python, join(SOURCES, 'confluent.py')]),
  },
  'the Java client': {
    needs: ['java', 'javac', 'jar:kafka'],
    async open([java = '', javac = '', jars = '']) {
      const classes = scratchFolder()
      await outputOf(javac, ['-cp', jars, '-d', classes, join(SOURCES, 'Judge.java')], {
        timeoutMs: COMPILE_TIMEOUT_MS,
      })
      return judgeBy(() => [
        java,
        '-Xmx256m',
        '-XX:+UseSerialGC',
        '-XX:TieredStopAtLevel=1',
        '-cp',
        `${classes}:${jars}`,
        'Judge',
      ])
    },
  },
}

const folders: string[] = []
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})
function scratchFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'wirelab-judge-'))
  folders.push(folder)
  return folder
}

/** A broker for the tests of one block. */
function openedHere(open: () => Promise<Asked>): () => string {
  let asked: Asked
  beforeAll(async () => {
    asked = await open()
  }, OPEN_TIMEOUT_MS)
  afterAll(() => asked?.close())
  return () => asked.bootstrap
}

for (const [broker, { needs: brokerNeeds, open }] of Object.entries(brokers)) {
  for (const [judge, { needs, open: openJudge }] of Object.entries(judges)) {
    describeWith([...brokerNeeds, ...needs], `${broker}, as ${judge} finds it`, (paths) => {
      const bootstrap = openedHere(() => open(paths))

      test(
        `${scenarios.join(', ')}`,
        async () => {
          const ask = await openJudge(paths.slice(brokerNeeds.length))
          expect(await ask(bootstrap(), scenarios)).toEqual(expected)
        },
        ALL_TIMEOUT_MS,
      )
    })
  }

  describeWith([...brokerNeeds, 'kcat'], `${broker}, as kcat finds it`, (paths) => {
    const bootstrap = openedHere(() => open(paths))
    const kcat = (...args: string[]) => outputOf(paths.at(-1) ?? '', ['-b', bootstrap(), ...args])
    const lines = () => {
      const file = join(scratchFolder(), 'lines')
      writeFileSync(file, 'k1:one\nk2:둘\nk1:three\n')
      return file
    }
    const topic = () => `kcat-${randomUUID()}`
    const readAll = ['-C', '-o', 'beginning', '-e', '-q']

    test('what it produces, with key and header, in every codec, it consumes', async () => {
      const name = topic()
      for (const codec of CODECS) {
        await kcat('-P', '-t', name, '-p', '0', '-K:', '-H', 'h=값', '-z', codec, '-l', lines())
      }
      const found = await kcat('-t', name, ...readAll, '-f', '%p %o %k %s %h\\n')
      const sent = CODECS.flatMap(() => ['k1 one', 'k2 둘', 'k1 three'])
      expect(found.trim().split('\n')).toEqual(sent.map((one, offset) => `0 ${offset} ${one} h=값`))
      expect(await kcat('-Q', '-t', `${name}:0:1000`)).toBe(`${name} [0] offset 0\n`)
      const told = JSON.parse(await kcat('-L', '-J', '-t', name))
      expect(told.topics).toMatchObject([{ topic: name, partitions: [{ partition: 0 }] }])
      expect(told.brokers).toMatchObject([{ name: bootstrap() }])
    })

    test('a group of it goes on where it had committed', async () => {
      const name = topic()
      await kcat('-P', '-t', name, '-p', '0', '-l', lines())
      await kcat('-P', '-t', name, '-p', '0', '-l', lines())
      const read = (count: number) =>
        kcat('-G', name, '-X', 'auto.offset.reset=earliest', '-c', `${count}`, '-q', '-f', '%o ', name)
      expect(await read(4)).toBe('0 1 2 3 ')
      expect(await read(2)).toBe('4 5 ')
    })

    test('idempotent, and in a transaction', async () => {
      const name = topic()
      await kcat('-P', '-t', name, '-p', '0', '-X', 'enable.idempotence=true', '-l', lines())
      await kcat('-P', '-t', name, '-p', '0', '-X', `transactional.id=${name}`, '-l', lines())
      const found = await kcat('-t', name, ...readAll, '-X', 'isolation.level=read_committed', '-f', '%s\\n')
      const sent = ['k1:one', 'k2:둘', 'k1:three']
      expect(found.trim().split('\n')).toEqual([...sent, ...sent])
    })
  })
}

for (const [judge, { needs, open }] of Object.entries(judges)) {
  describeWith(needs, `an acknowledgement lost to ${judge}`, (paths) => {
    test(
      'is asked for again, and stored once',
      async () => {
        const broker = await openKafkaBroker()
        onTestFinished(() => broker.close())
        const events: BrokerEvent[] = []
        broker.watch((event) => events.push(event))
        const link = await openLink({ upstream: broker.address, seed: 1, filter: kafkaFilter() })
        onTestFinished(() => link.close())
        link.setFault({
          id: 'lost',
          type: 'drop_acknowledgement',
          stream: 'downstream',
          toxicity: 1,
          attributes: { after: 2, count: 1, how: 'reset' },
        })
        const ask = await open(paths)
        const { host, port } = link.address
        expect(await ask(`${host}:${port}`, ['idempotence'])).toEqual({ idempotence: expected.idempotence })
        expect(events.filter(({ is }) => is === 'deduplicated')).toHaveLength(1)
      },
      ALL_TIMEOUT_MS,
    )
  })
}

describeWith(['java', 'javac', 'jar:kafka'], 'the Java client with the new group protocol (KIP-848)', (paths) => {
  test(
    'is told at once that our broker does not speak it',
    async () => {
      const broker = await openKafkaBroker()
      onTestFinished(() => broker.close())
      const ask = await judges['the Java client']?.open(paths)
      const { host, port } = broker.address
      const found = await ask?.(`${host}:${port}`, ['newGroupProtocol'])
      expect(found).toEqual({ newGroupProtocol: { told: 'UnsupportedVersionException' } })
    },
    ALL_TIMEOUT_MS,
  )
})
