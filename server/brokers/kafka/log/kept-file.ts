/** Small files that are replaced as a whole: afterwards either the old one is there or the new one, whatever happens. */
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs'
import { crc32c } from './crc32c.ts'
import { syncFolderOf } from './segment-bytes.ts'

const CRC_BYTES = 4

export function replaceFile(path: string, bytes: Buffer): void {
  const file = openSync(`${path}.new`, 'w')
  try {
    for (let done = 0; done < bytes.length; ) done += writeSync(file, bytes, done)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
  renameSync(`${path}.new`, path)
  syncFolderOf(path)
}

/** With a checksum before it. */
export function writeChecked(path: string, content: Buffer): void {
  const bytes = Buffer.alloc(CRC_BYTES + content.length)
  content.copy(bytes, CRC_BYTES)
  bytes.writeUInt32BE(crc32c(bytes, CRC_BYTES))
  replaceFile(path, bytes)
}

/** Null where it is not there, or not as it was written. */
export function readChecked(path: string): Buffer | null {
  let bytes: Buffer
  try {
    bytes = readFileSync(path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
  const isWhole = bytes.length >= CRC_BYTES && bytes.readUInt32BE(0) === crc32c(bytes, CRC_BYTES)
  return isWhole ? bytes.subarray(CRC_BYTES) : null
}
