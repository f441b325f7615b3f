import fc from 'fast-check'
import { getIntrospectionQuery, type OperationDefinitionNode, parse } from 'graphql'
import { describe, expect, it } from 'vitest'
import { DEFAULT_FIRST, MAX_FIRST, MAX_TOKENS, weigh } from './limits.ts'

function weightOf(query: string) {
  const document = parse(query)
  const operation = document.definitions.find(({ kind }) => kind === 'OperationDefinition') as OperationDefinitionNode
  return weigh(document, operation)
}

describe('the weight of a query', () => {
  it.each([
    ['{ order(orderId: 1) { note } }', 2, 2],
    ['{ orders { orderId note } }', 2, 1 + DEFAULT_FIRST * 2],
    ['{ orders(first: 3) { items(first: 5) { sku product { units } } } }', 4, 1 + 3 * (1 + 5 * 3)],
    ['query ($n: Int!) { orders(first: $n) { orderId } }', 2, 1 + MAX_FIRST],
    ['{ orders(first: 1000000) { orderId } }', 2, 1 + MAX_FIRST],
    ['{ orders(first: -5) { orderId } }', 2, 1],
    ['{ ... { ...f } } fragment f on Query { a: orders(first: 2) { note } b: order(orderId: 1) { note } }', 2, 5],
    ['{ __schema { types { fields { type { ofType { name } } } } } }', 1, 1],
  ])('%s: depth %i, cost %i', (query, depth, cost) => {
    expect(weightOf(query)).toEqual({ depth, cost })
  })

  it('grows with every level, however deep', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 400 }), (levels) => {
        const query = `${'{ a '.repeat(levels)}${'}'.repeat(levels)}`
        expect(weightOf(query)).toEqual({ depth: levels, cost: levels })
      }),
    )
  })

  it('is counted in no time where fragments double it a hundred times', () => {
    const fragments = Array.from({ length: 100 }, (_, n) => `fragment f${n + 1} on Query { ...f${n} ...f${n} }`)
    const { cost } = weightOf(`{ ...f100 } fragment f0 on Query { a } ${fragments.join(' ')}`)
    expect(cost).toBe(2 ** 100)
  })

  it('comes to an end where a fragment spreads itself', () => {
    expect(weightOf('{ ...f } fragment f on Query { a { ...g } } fragment g on Query { b { ...f } }').depth).toBe(2)
  })

  it('leaves room for the introspection query of graphql-js', () => {
    expect(() => parse(getIntrospectionQuery({ inputValueDeprecation: true }), { maxTokens: MAX_TOKENS })).not.toThrow()
  })
})
