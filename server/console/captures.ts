/** What can be asked for as a capture: an id, and where its bytes are kept. The bytes themselves stay with the links. */
import type { Leg, ProtocolId } from '#core/protocols.ts'
import type { CapturedConnection, Dialled } from '#server/link/capture.ts'
import { type WrittenConnection, writtenConnection } from '#server/link/written-capture.ts'
import { NotFound } from '#server/runs/errors.ts'

/** Connections that were one send's alone, or a stretch of time of shared ones. */
export interface CaptureSource {
  protocol: ProtocolId
  leg: Leg
  /** Of the link. */
  key: string
  /** What the times are counted from. */
  zeroUs: number
  of: { dials: Dialled[] } | { fromUs: number; toUs: number }
}

export interface Capture {
  id: string
  protocol: ProtocolId
  leg: Leg
  exact: boolean
  connections: WrittenConnection[]
}

const KEPT_CAPTURES = 2000

export class Captures {
  readonly #sources = new Map<string, CaptureSource>()
  readonly #read: (source: CaptureSource) => Promise<CapturedConnection[]>

  constructor(read: (source: CaptureSource) => Promise<CapturedConnection[]>) {
    this.#read = read
  }

  put(id: string, source: CaptureSource): void {
    this.#sources.set(id, source)
    const [oldest] = this.#sources.keys()
    if (this.#sources.size > KEPT_CAPTURES && oldest !== undefined) this.#sources.delete(oldest)
  }

  /** Another connection of the same id; the first one says where the times begin. */
  add(id: string, source: CaptureSource & { of: { dials: Dialled[] } }): void {
    const known = this.#sources.get(id)
    if (known && known.key === source.key && 'dials' in known.of) known.of.dials.push(...source.of.dials)
    else this.put(id, source)
  }

  /** @throws NotFound for an id that is unknown, or forgotten with its bytes */
  async get(id: string): Promise<Capture> {
    const source = this.#sources.get(id)
    if (!source) throw new NotFound(`there is no capture '${id}'`)
    const { protocol, leg, zeroUs } = source
    const exact = 'dials' in source.of
    const found = await this.#read(source)
    if (exact && found.length === 0) throw new NotFound(`the bytes of capture '${id}' are not kept any more`)
    const connections = found.map((connection) => writtenConnection(connection, zeroUs))
    return { id, protocol, leg, exact, connections }
  }
}
