import { describe, expect, test } from 'vitest'
import { factsOf, legsOf, type ProtocolId, protocolIds, styles } from './protocols.ts'

const cells = protocolIds.flatMap((id) => styles.map((style) => ({ id, style })))

describe('the matrix of protocols and styles', () => {
  test.each(cells)('$id, $style: is spoken, or it says why it cannot be', ({ id, style }) => {
    const { styles: spoken, impossible } = factsOf(id)
    const found = [spoken[style] && 'spoken', impossible[style] && 'impossible']
    expect(found.filter(Boolean)).toHaveLength(1)
  })

  test.each(cells)('$id, $style: where it cannot be, the nearest style can', ({ id, style }) => {
    const { styles: spoken, impossible } = factsOf(id)
    const cell = impossible[style]
    if (!cell) return
    expect(Object.keys(spoken)).toContain(cell.nearest)
    for (const text of [cell.why.ko, cell.why.en]) expect(text).not.toBe('')
  })

  test('why a cell cannot be is a reason of the protocol’s own, not of one that is like it', () => {
    const reasonsOf = (id: ProtocolId) => Object.values(factsOf(id).impossible).flatMap(({ why }) => [why.ko, why.en])
    for (const id of ['grpc-web', 'connect'] as const) {
      for (const reason of reasonsOf(id)) expect(reason, id).not.toMatch(/gRPC(?!-web)/)
    }
    // A unary call of Connect ends with an HTTP status; only the other two have a trailer for it.
    for (const reason of reasonsOf('connect')) expect(reason).not.toContain('grpc-status')
  })

  test.each(protocolIds)(
    '%s: the default style is spoken, options count in one that is, and every wire is named once',
    (id) => {
      const { styles: spoken, defaultStyle } = factsOf(id)
      expect(spoken[defaultStyle]).toBeDefined()
      for (const { style } of Object.values(factsOf(id).options))
        expect(Object.keys(spoken)).toContain(style ?? defaultStyle)
      for (const style of styles) {
        const legs = legsOf({ protocol: id, style })
        expect(new Set(legs).size).toBe(legs.length)
      }
    },
  )
})
