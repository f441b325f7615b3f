/**
 * What must be the same after a restart: who the cluster is and which topics there are. Clients compare both: a new id
 * makes them warn, a topic that has vanished drops out of their subscriptions.
 */
import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { replaceFile } from '../log/kept-file.ts'

const FILE = 'cluster.json'

export interface KeptTopic {
  name: string
  id: string
  partitions: number
  settings: Record<string, string>
}

export interface KeptCluster {
  clusterId: string
  topics: KeptTopic[]
}

/** Null where there is none yet. @throws where it cannot be read or understood */
export function readCluster(dir: string): KeptCluster | null {
  try {
    return JSON.parse(readFileSync(join(dir, FILE), 'utf8')) as KeptCluster
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}

export function writeCluster(dir: string, cluster: KeptCluster): void {
  mkdirSync(dir, { recursive: true })
  replaceFile(join(dir, FILE), Buffer.from(JSON.stringify(cluster)))
}
