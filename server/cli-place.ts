/** Before a run, not after it: a file that cannot be written is said at once. */
import { accessSync, constants, existsSync, mkdirSync, statSync } from 'node:fs'
import { dirname } from 'node:path'

/** The file itself, in a folder that is there. @param option whose it is, for what is said. Throws for what is no place for a file. */
export function placeToWrite(option: string, file: string): string {
  if (existsSync(file) && statSync(file).isDirectory())
    throw new Error(`${option}: '${file}' is a folder; name a file in it`)
  try {
    mkdirSync(dirname(file), { recursive: true })
    accessSync(existsSync(file) ? file : dirname(file), constants.W_OK)
  } catch (error) {
    throw new Error(`${option}: '${file}' cannot be written: ${(error as Error).message}`)
  }
  return file
}
