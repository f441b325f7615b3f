/** Fetches a recording, and no more of it than a recording can be. */
import { LARGEST_RECORDING, type RecordedRun, readRecordingText, UnreadableRecording } from '#core/recording.ts'

class Unreachable extends Error {}

/** @throws UnreadableRecording, Unreachable */
export async function loadRecording(src: string, signal: AbortSignal): Promise<RecordedRun> {
  let text: string
  try {
    const response = await fetch(src, { signal })
    if (!response.ok) throw new Unreachable(`HTTP ${response.status}`)
    text = await readText(response)
  } catch (error) {
    if (error instanceof UnreadableRecording || error instanceof Unreachable) throw error
    throw new Unreachable(String(error))
  }
  return readRecordingText(text)
}

async function readText(response: Response): Promise<string> {
  const reader = response.body?.getReader()
  if (!reader) return response.text()
  const decoder = new TextDecoder()
  let text = ''
  for (let read = await reader.read(); !read.done; read = await reader.read()) {
    text += decoder.decode(read.value, { stream: true })
    if (text.length <= LARGEST_RECORDING) continue
    await reader.cancel()
    throw new UnreadableRecording('too-large', `it is longer than ${LARGEST_RECORDING} characters`)
  }
  return text + decoder.decode()
}
