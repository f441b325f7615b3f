import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { inks } from './ink.ts'

test('a picture that stands alone has the colours of the pages', () => {
  const tokens = readFileSync(join(import.meta.dirname, '../../app/tokens.css'), 'utf8')
  for (const [name, { light, dark }] of Object.entries(inks)) {
    expect(tokens, name).toContain(`--${name}: light-dark(${light}, ${dark});`)
  }
})
