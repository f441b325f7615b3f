/**
 * A consumer group of the classic protocol (Kafka documentation, "Consumer rebalance protocol"; KIP-62, KIP-345,
 * KIP-394). Its members meet in generations: everybody joins, one of them assigns, everybody learns its part.
 *
 *   empty ──join──► preparing ──all have joined, or time is over──► completing ──the leader has assigned──► stable
 *     ▲                 ▲ └──────── nobody is left ────────► empty      │ a member comes or goes              │
 *     └─────────────────┴──────────────────────────────────────────────┴─────────────────────────────────────┘
 */
import { randomUUID } from 'node:crypto'
import type { RebalanceCause } from '#core/log-state.ts'
import type { Cancel, Timers } from '#core/timers.ts'
import type { ErrorName } from '../wire/errors.ts'
import { hasSameProtocols, type Joined, type Member, refusedJoin, type Synced } from './member.ts'
import type { Identity, JoinRequest, LeaveRequest, SyncRequest } from './requests.ts'
import { isKnownToAll, Roster } from './roster.ts'

const US_PER_MS = 1000
const EMPTY = Buffer.alloc(0)

export type GroupState =
  | { is: 'empty' }
  /** Everybody is asked to join; who has not by then is put out. */
  | { is: 'preparing'; cancel: Cancel; isInitial: boolean }
  /** Everybody waits for what the leader assigns. */
  | { is: 'completing'; cancel: Cancel }
  | { is: 'stable' }

/** As DescribeGroups spells them. */
export const stateNames = {
  empty: 'Empty',
  preparing: 'PreparingRebalance',
  completing: 'CompletingRebalance',
  stable: 'Stable',
} as const

export interface GroupOptions {
  id: string
  timers: Timers
  initialRebalanceDelayMs: number
  maxMembers: number
  /** A generation begins. */
  onRebalance(rebalance: { generation: number; members: number } & Reason): void
  /** Begins with this generation, when the group was kept. */
  generation?: number
}

export interface Reason {
  why: RebalanceCause
  reason: string
}

export class Group {
  readonly id: string
  readonly #o: GroupOptions
  readonly #roster = new Roster()
  #state: GroupState = { is: 'empty' }
  #generation: number
  #protocolType: string | null = null
  #protocol: string | null = null
  #leader: Member | null = null
  #reason: Reason = { why: 'joined', reason: '' }

  constructor(options: GroupOptions) {
    this.id = options.id
    this.#o = options
    this.#generation = options.generation ?? 0
  }

  get state(): GroupState['is'] {
    return this.#state.is
  }

  get generation(): number {
    return this.#generation
  }

  /** With those who were promised an id. */
  get size(): number {
    return this.#roster.size
  }

  /** Nobody is in it or about to join. */
  get isUnused(): boolean {
    return this.#state.is === 'empty' && !this.#roster.hasAnnounced
  }

  get protocolType(): string | null {
    return this.#protocolType
  }

  get protocol(): string | null {
    return this.#protocol
  }

  members(): Member[] {
    return this.#roster.members()
  }

  metadataOf(member: Member): Buffer {
    return member.protocols.find(({ name }) => name === this.#protocol)?.metadata ?? EMPTY
  }

  join(request: JoinRequest): Promise<Joined> {
    const { memberId, instanceId } = request
    const refusal = this.#joinRefused(request)
    if (refusal) return Promise.resolve(refusedJoin(refusal, memberId))
    const isStatic = instanceId !== null
    if (memberId === '') {
      const known = isStatic ? this.#roster.ofInstance(instanceId) : undefined
      if (known) return this.#replace(known, request)
      const id = `${instanceId ?? request.clientId}-${randomUUID()}`
      if (request.mustHaveId && !isStatic) {
        this.#announce(id, request.sessionTimeoutMs)
        return Promise.resolve(refusedJoin('MEMBER_ID_REQUIRED', id))
      }
      return this.#add(id, request)
    }
    if (this.#roster.unannounce(memberId)) return this.#add(memberId, request)
    return this.#rejoin(this.#roster.get(memberId) as Member, request)
  }

  sync(request: SyncRequest): Promise<Synced> {
    const refusal = this.#identityRefused(request) ?? this.#protocolRefused(request)
    if (refusal) return Promise.resolve(this.#synced(refusal, EMPTY))
    const member = this.#roster.get(request.memberId) as Member
    switch (this.#state.is) {
      case 'empty':
        return Promise.resolve(this.#synced('UNKNOWN_MEMBER_ID', EMPTY))
      case 'preparing':
        return Promise.resolve(this.#synced('REBALANCE_IN_PROGRESS', EMPTY))
      case 'stable':
        return Promise.resolve(this.#synced('NONE', member.assignment))
      case 'completing': {
        member.syncing?.(this.#synced('REBALANCE_IN_PROGRESS', EMPTY))
        const { promise, resolve } = Promise.withResolvers<Synced>()
        member.syncing = resolve
        if (member === this.#leader) this.#assign(request.assignments)
        return promise
      }
    }
  }

  heartbeat(identity: Identity): ErrorName {
    const refusal = this.#identityRefused(identity)
    if (refusal) return refusal
    this.#touch(this.#roster.get(identity.memberId) as Member)
    return this.#state.is === 'preparing' ? 'REBALANCE_IN_PROGRESS' : 'NONE'
  }

  leave({ memberId, instanceId, reason }: LeaveRequest): ErrorName {
    if (this.#roster.unannounce(memberId)) {
      this.#joinIfAllAreThere()
      return 'NONE'
    }
    const member = instanceId === null ? this.#roster.get(memberId) : this.#roster.ofInstance(instanceId)
    if (!member) return 'UNKNOWN_MEMBER_ID'
    if (instanceId !== null && memberId !== '' && member.id !== memberId) return 'FENCED_INSTANCE_ID'
    const left = `${member.clientId} left`
    this.#remove(member, { why: 'left', reason: reason ? `${left}: ${reason}` : left })
    return 'NONE'
  }

  /** Whether who says so may commit offsets. */
  commitRefused(identity: Identity): ErrorName | null {
    const { generation, memberId, instanceId } = identity
    // Without a generation: an administrator, who may where nobody consumes.
    if (generation < 0 && memberId === '' && instanceId === null)
      return this.#roster.isEmpty ? null : 'UNKNOWN_MEMBER_ID'
    const refusal = this.#identityRefused(identity)
    if (refusal) return refusal
    this.#touch(this.#roster.get(memberId) as Member)
    return this.#state.is === 'completing' ? 'REBALANCE_IN_PROGRESS' : null
  }

  /** Nobody is answered any more, and no timer is left. */
  close(): void {
    if ('cancel' in this.#state) this.#state.cancel()
    this.#roster.clear()
  }

  #joinRefused({ memberId, instanceId, protocolType, protocols }: JoinRequest): ErrorName | null {
    const isFirst = memberId === ''
    const refusal = !isFirst && instanceId !== null ? this.#roster.instanceRefused(memberId, instanceId) : null
    if (refusal) return refusal
    const isAnnounced = this.#roster.isAnnounced(memberId)
    const own = isFirst && instanceId !== null ? this.#roster.ofInstance(instanceId) : this.#roster.get(memberId)
    if (!isFirst && !own && !isAnnounced) return 'UNKNOWN_MEMBER_ID'
    if (protocols.length === 0 || protocolType === '') return 'INCONSISTENT_GROUP_PROTOCOL'
    const others = this.members().filter((one) => one !== own)
    const isCommon = protocols.some((protocol) => isKnownToAll(protocol, others))
    if (others.length > 0 && (this.#protocolType !== protocolType || !isCommon)) return 'INCONSISTENT_GROUP_PROTOCOL'
    if (!own && !isAnnounced && this.size >= this.#o.maxMembers) return 'GROUP_MAX_SIZE_REACHED'
    return null
  }

  #identityRefused({ memberId, instanceId, generation }: Identity): ErrorName | null {
    const refusal = instanceId === null ? null : this.#roster.instanceRefused(memberId, instanceId)
    if (refusal) return refusal
    if (!this.#roster.get(memberId)) return 'UNKNOWN_MEMBER_ID'
    return generation === this.#generation ? null : 'ILLEGAL_GENERATION'
  }

  #protocolRefused({ protocolType, protocol }: SyncRequest): ErrorName | null {
    const isOther = (given: string | null, own: string | null) => given !== null && given !== own
    return isOther(protocolType, this.#protocolType) || isOther(protocol, this.#protocol)
      ? 'INCONSISTENT_GROUP_PROTOCOL'
      : null
  }

  #announce(id: string, sessionTimeoutMs: number): void {
    const cancel = this.#after(sessionTimeoutMs, () => {
      this.#roster.unannounce(id)
      this.#joinIfAllAreThere()
    })
    this.#roster.announce(id, cancel)
  }

  #add(id: string, request: JoinRequest): Promise<Joined> {
    const { instanceId, clientId, host, sessionTimeoutMs, rebalanceTimeoutMs, protocols } = request
    const member: Member = {
      id,
      instanceId,
      clientId,
      host,
      sessionTimeoutMs,
      rebalanceTimeoutMs,
      protocols,
      assignment: EMPTY,
      joining: null,
      syncing: null,
      cancelSession: () => {},
    }
    this.#protocolType = request.protocolType
    this.#roster.add(member)
    const joined = this.#wait(member)
    this.#rebalance({ why: 'joined', reason: `${clientId} joined` })
    return joined
  }

  #rejoin(member: Member, request: JoinRequest): Promise<Joined> {
    const isSame = hasSameProtocols(member, request.protocols)
    const mayStay = (this.#state.is === 'stable' && member !== this.#leader) || this.#state.is === 'completing'
    this.#update(member, request)
    if (isSame && mayStay) {
      this.#touch(member)
      return Promise.resolve(this.#joinedFor(member))
    }
    const joined = this.#wait(member)
    const again = `${member.clientId} joined again`
    this.#rebalance({ why: 'joined-again', reason: request.reason ? `${again}: ${request.reason}` : again })
    return joined
  }

  /** KIP-345: the same instance under a new id. What it was assigned it keeps, without a rebalance. */
  #replace(member: Member, request: JoinRequest): Promise<Joined> {
    const isSame = hasSameProtocols(member, request.protocols)
    const fenced = { error: 'FENCED_INSTANCE_ID' } as const
    member.joining?.(refusedJoin(fenced.error, member.id))
    member.syncing?.(this.#synced(fenced.error, EMPTY))
    member.joining = null
    member.syncing = null
    const formerId = member.id
    this.#roster.rename(member, `${member.instanceId}-${randomUUID()}`)
    this.#update(member, request)
    if (this.#state.is === 'stable' && isSame) {
      this.#touch(member)
      const joined = this.#joinedFor(member)
      if (member !== this.#leader || request.knowsSkipAssignment) {
        return Promise.resolve({ ...joined, skipAssignment: member === this.#leader })
      }
      // Who cannot be told to skip it must not think that it leads.
      return Promise.resolve({ ...joined, leader: formerId, members: [] })
    }
    const joined = this.#wait(member)
    this.#rebalance({ why: 'came-back', reason: `${member.clientId} came back` })
    return joined
  }

  #update(member: Member, { protocols, sessionTimeoutMs, rebalanceTimeoutMs }: JoinRequest): void {
    Object.assign(member, { protocols, sessionTimeoutMs, rebalanceTimeoutMs })
  }

  #wait(member: Member): Promise<Joined> {
    // Its client has given up on the former request.
    member.joining?.(refusedJoin('UNKNOWN_MEMBER_ID', member.id))
    member.cancelSession()
    const { promise, resolve } = Promise.withResolvers<Joined>()
    member.joining = resolve
    return promise
  }

  #rebalance(reason: Reason): void {
    if (this.#state.is === 'preparing') {
      this.#joinIfAllAreThere()
      return
    }
    const isInitial = this.#state.is === 'empty'
    if ('cancel' in this.#state) this.#state.cancel()
    for (const member of this.members()) {
      member.syncing?.(this.#synced('REBALANCE_IN_PROGRESS', EMPTY))
      member.syncing = null
    }
    this.#reason = reason
    const { initialRebalanceDelayMs } = this.#o
    const waitMs = isInitial ? initialRebalanceDelayMs : this.#rebalanceTimeoutMs()
    this.#state = { is: 'preparing', isInitial, cancel: this.#after(waitMs, () => this.#complete()) }
    if (!isInitial || initialRebalanceDelayMs === 0) this.#joinIfAllAreThere()
  }

  #rebalanceTimeoutMs(): number {
    return Math.max(0, ...this.members().map(({ rebalanceTimeoutMs }) => rebalanceTimeoutMs))
  }

  #joinIfAllAreThere(): void {
    if (this.#state.is !== 'preparing') return
    if (this.#state.isInitial && this.#o.initialRebalanceDelayMs > 0) return
    if (!this.#roster.hasAnnounced && this.members().every(({ joining }) => joining)) this.#complete()
  }

  #complete(): void {
    if (this.#state.is !== 'preparing') return
    this.#state.cancel()
    for (const member of this.members()) if (!member.joining) this.#forget(member)
    this.#generation++
    if (this.#roster.isEmpty) {
      this.#state = { is: 'empty' }
      this.#protocol = null
      this.#leader = null
      this.#o.onRebalance({ generation: this.#generation, members: 0, ...this.#reason })
      return
    }
    this.#protocol = this.#roster.electedProtocol()
    if (!this.#leader || !this.#roster.get(this.#leader.id)) this.#leader = this.members()[0] as Member
    const cancel = this.#after(this.#rebalanceTimeoutMs(), () => this.#lateSync())
    this.#state = { is: 'completing', cancel }
    this.#o.onRebalance({ generation: this.#generation, members: this.members().length, ...this.#reason })
    for (const member of this.members()) {
      member.joining?.(this.#joinedFor(member))
      member.joining = null
      this.#touch(member)
    }
  }

  #assign(assignments: ReadonlyMap<string, Buffer>): void {
    if (this.#state.is === 'completing') this.#state.cancel()
    this.#state = { is: 'stable' }
    for (const member of this.members()) {
      member.assignment = Buffer.from(assignments.get(member.id) ?? EMPTY)
      member.syncing?.(this.#synced('NONE', member.assignment))
      member.syncing = null
      this.#touch(member)
    }
  }

  #lateSync(): void {
    if (this.#state.is !== 'completing') return
    const late = this.members().filter(({ syncing }) => !syncing)
    for (const member of late) this.#forget(member)
    this.#rebalance({ why: 'late', reason: 'an assignment did not come in time' })
  }

  #remove(member: Member, reason: Reason): void {
    member.joining?.(refusedJoin('UNKNOWN_MEMBER_ID', member.id))
    member.syncing?.(this.#synced('UNKNOWN_MEMBER_ID', EMPTY))
    this.#forget(member)
    this.#rebalance(reason)
  }

  #forget(member: Member): void {
    member.cancelSession()
    member.joining = null
    member.syncing = null
    this.#roster.remove(member)
    if (this.#leader === member) this.#leader = null
  }

  #touch(member: Member): void {
    member.cancelSession()
    member.cancelSession = this.#after(member.sessionTimeoutMs, () => {
      // Who waits for an answer has nothing to say meanwhile.
      if (!this.#roster.get(member.id) || member.joining || member.syncing) return
      const reason = `${member.clientId} was not heard of for ${member.sessionTimeoutMs} ms`
      this.#remove(member, { why: 'silent', reason })
    })
  }

  #joinedFor(member: Member): Joined {
    const isLeader = member === this.#leader
    return {
      error: 'NONE',
      generation: this.#generation,
      protocolType: this.#protocolType,
      protocol: this.#protocol,
      leader: this.#leader?.id ?? '',
      memberId: member.id,
      skipAssignment: false,
      members: isLeader
        ? this.members().map((one) => ({
            memberId: one.id,
            instanceId: one.instanceId,
            metadata: this.metadataOf(one),
          }))
        : [],
    }
  }

  #synced(error: ErrorName, assignment: Buffer): Synced {
    return { error, protocolType: this.#protocolType, protocol: this.#protocol, assignment }
  }

  #after(ms: number, act: () => void): Cancel {
    return this.#o.timers.at(this.#o.timers.nowUs() + ms * US_PER_MS, act)
  }
}
