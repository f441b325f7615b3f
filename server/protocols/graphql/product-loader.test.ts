import { expect, it } from 'vitest'
import { ProductLoader } from './product-loader.ts'

function recording() {
  const asked: string[][] = []
  const read = async (skus: readonly string[]) => {
    asked.push([...skus])
    return skus.map((sku, index) => ({ sku, orders: index, units: 0 }))
  }
  return { asked, read }
}

it('reads once what the resolvers of one level ask for, each product once', async () => {
  const { asked, read } = recording()
  const loader = new ProductLoader(read, true)
  const later = Promise.resolve().then(() => Promise.all([loader.load('c'), loader.load('a')]))
  const products = await Promise.all([loader.load('a'), loader.load('b'), loader.load('a')])
  expect(products.map(({ sku }) => sku)).toEqual(['a', 'b', 'a'])
  expect((await later).map(({ sku }) => sku)).toEqual(['c', 'a'])
  expect(asked).toEqual([['a', 'b', 'c']])
  await loader.load('a')
  expect(loader.reads).toBe(2)
})

it('reads each by itself where it is told to', async () => {
  const { asked, read } = recording()
  const loader = new ProductLoader(read, false)
  await Promise.all([loader.load('a'), loader.load('b'), loader.load('a')])
  expect(asked).toEqual([['a'], ['b'], ['a']])
  expect(loader.reads).toBe(3)
})

it('tells everybody who waits that a read failed, and reads again for the next', async () => {
  let reads = 0
  const loader = new ProductLoader(async ([sku = '']) => {
    if (++reads === 1) throw new Error('no')
    return [{ sku, orders: 1, units: 1 }]
  }, true)
  const results = await Promise.allSettled([loader.load('a'), loader.load('b')])
  expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  expect((await loader.load('a')).orders).toBe(1)
})
