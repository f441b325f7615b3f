/** Who is in a group: by id, by instance (KIP-345), and who was promised an id and has not come back with it (KIP-394). */
import type { Cancel } from '#core/timers.ts'
import type { ErrorName } from '../wire/errors.ts'
import type { Member, Protocol } from './member.ts'

export class Roster {
  readonly #members = new Map<string, Member>()
  readonly #byInstance = new Map<string, Member>()
  readonly #announced = new Map<string, Cancel>()

  /** With those who were promised an id: or asking for ids would have no bound. */
  get size(): number {
    return this.#members.size + this.#announced.size
  }

  get isEmpty(): boolean {
    return this.#members.size === 0
  }

  get hasAnnounced(): boolean {
    return this.#announced.size > 0
  }

  /** In the order in which they came. */
  members(): Member[] {
    return [...this.#members.values()]
  }

  get(id: string): Member | undefined {
    return this.#members.get(id)
  }

  ofInstance(instanceId: string): Member | undefined {
    return this.#byInstance.get(instanceId)
  }

  add(member: Member): void {
    this.#members.set(member.id, member)
    if (member.instanceId !== null) this.#byInstance.set(member.instanceId, member)
  }

  /** KIP-345: the same instance under a new id. */
  rename(member: Member, id: string): void {
    this.#members.delete(member.id)
    member.id = id
    this.#members.set(id, member)
  }

  remove(member: Member): void {
    this.#members.delete(member.id)
    if (member.instanceId !== null) this.#byInstance.delete(member.instanceId)
  }

  announce(id: string, cancel: Cancel): void {
    this.#announced.set(id, cancel)
  }

  isAnnounced(id: string): boolean {
    return this.#announced.has(id)
  }

  /** Whether it was announced; its timer runs no more. */
  unannounce(id: string): boolean {
    this.#announced.get(id)?.()
    return this.#announced.delete(id)
  }

  /** No timer of anybody is left. */
  clear(): void {
    for (const { cancelSession } of this.#members.values()) cancelSession()
    for (const cancel of this.#announced.values()) cancel()
    this.#members.clear()
    this.#byInstance.clear()
    this.#announced.clear()
  }

  /** KIP-345: an instance that is not known, or that came back under another id. */
  instanceRefused(memberId: string, instanceId: string): ErrorName | null {
    const known = this.#byInstance.get(instanceId)
    if (!known) return 'UNKNOWN_MEMBER_ID'
    return known.id === memberId ? null : 'FENCED_INSTANCE_ID'
  }

  /** What everybody knows and most would rather have. */
  electedProtocol(): string {
    const members = this.members()
    const common = (members[0]?.protocols ?? []).filter((one) => isKnownToAll(one, members))
    const votes = new Map(common.map(({ name }) => [name, 0]))
    for (const { protocols } of members) {
      const choice = protocols.find(({ name }) => votes.has(name))
      if (choice) votes.set(choice.name, (votes.get(choice.name) ?? 0) + 1)
    }
    return [...votes].sort(([, a], [, b]) => b - a)[0]?.[0] ?? ''
  }
}

export function isKnownToAll({ name }: Protocol, members: readonly Member[]): boolean {
  return members.every(({ protocols }) => protocols.some((one) => one.name === name))
}
