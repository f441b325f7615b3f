import { describe, expect, it } from 'vitest'
import { parseWeights, pickWeighted } from './weights.ts'

describe('weighted lists', () => {
  it('are read with their units', () => {
    expect(parseWeights('150us:10,2ms:5,0.5s:1', 'ms')).toEqual([
      { value: 0.15, share: 0.1 },
      { value: 2, share: 0.05 },
      { value: 500, share: 0.01 },
    ])
    expect(parseWeights(' 404:10, 503:5 ', 'status')).toEqual([
      { value: 404, share: 0.1 },
      { value: 503, share: 0.05 },
    ])
    expect(parseWeights('1024:20,0:5', 'bytes')).toEqual([
      { value: 1024, share: 0.2 },
      { value: 0, share: 0.05 },
    ])
    expect(parseWeights('', 'ms')).toEqual([])
  })

  it.each([
    ['404:60,503:50', 'status', /110 %/],
    ['2:5', 'ms', /not value:percent/],
    ['2ms:5', 'status', /not value:percent/],
    ['200:5', 'status', /not from 400 to 599/],
    ['61s:5', 'ms', /not from 0 to 60000/],
    ['262145:5', 'bytes', /not from 0 to 262144/],
    ['10.5:5', 'bytes', /not from 0 to 262144/],
    ['1KB:5', 'bytes', /not value:percent/],
    ['404:', 'status', /not value:percent/],
    ['404', 'status', /not value:percent/],
    [Array(21).fill('404:1').join(','), 'status', /more than 20/],
  ] as const)('%s of %s is refused', (text, unit, why) => {
    expect(parseWeights(text, unit)).toMatchObject({ error: expect.stringMatching(why) })
  })

  it('shares that add up to 100 % leave nothing over', () => {
    const list = parseWeights('404:33.3,500:33.3,503:33.4', 'status')
    if ('error' in list) throw new Error(list.error)
    expect([0, 0.4, 0.9999].map((u) => pickWeighted(list, u))).toEqual([404, 500, 503])
    expect(pickWeighted([{ value: 1, share: 0.1 }], 0.1)).toBeNull()
  })
})
