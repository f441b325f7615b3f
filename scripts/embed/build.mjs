/** Builds what other people's pages load: public/embed.js and its companions. Started by scripts/setup/build.mjs. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { rolldown } from 'rolldown'
import { root } from '../setup/project.mjs'

const FILES = {
  'embed.js': 'components/embed/embed.ts',
  'embed-frame.js': 'components/embed/frame.ts',
  'embed-inside.js': 'components/embed/inside.ts',
  'embed-live.js': 'components/embed/live.ts',
}

const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))

for (const [file, input] of Object.entries(FILES)) {
  const bundle = await rolldown({ input: join(root, input), platform: 'browser', tsconfig: false, logLevel: 'warn' })
  await bundle.write({
    file: join(root, 'public', file),
    // A plain script: a module would need leave from the other origin, and a sandboxed frame gets none.
    format: 'iife',
    minify: true,
    banner: `/*! Wirelab ${version}, Apache-2.0 */`,
  })
  await bundle.close()
}
