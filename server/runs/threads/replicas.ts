/** Several of one service, each with an address of its own, as one client: the policy of the edge says whom to ask next. */
import type { Balance } from '#core/policy.ts'
import { createRandom, hash } from '#core/random.ts'
import { Chooser } from '#core/resilience/chooser.ts'
import type { Client } from '#server/protocols/protocol.ts'
import { balanced } from '#server/resilience/balance.ts'

export interface Replicas {
  balance: Balance | undefined
  seed: number
  /** Of the edge, in its run: what chance is drawn from besides. */
  name: string
}

/** In turn, where the policy does not say. */
export function replicated(clients: readonly Client[], { balance = 'round-robin', seed, name }: Replicas): Client {
  const [only] = clients
  if (!only) throw new Error('nobody to call')
  if (clients.length === 1) return only
  return balanced(clients, new Chooser(balance, clients.length, createRandom(hash(seed, 'balance', name))))
}
