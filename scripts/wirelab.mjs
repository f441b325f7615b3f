/** `npm run wirelab -- …`: the command line. Its stdout is the program's alone, so that it can be piped as JSON. */
import './setup/require-node.mjs'
import { resolve } from 'node:path'
import { ensureBuilt, ensureEmbed } from './setup/build.mjs'
import { become } from './setup/command.mjs'
import { ensureInstalled } from './setup/install.mjs'
import { main, root, scratch } from './setup/project.mjs'

await main(async () => {
  const args = process.argv.slice(2)
  const node = await ensureInstalled()
  if (args[0] === 'serve') await ensureBuilt(node)
  // The player goes along.
  if (args[0] === 'export') await ensureEmbed(node)
  become(node, ['server/cli.ts', ...args], {
    ...process.env,
    NODE_ENV: 'production',
    NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? scratch('compile-cache'),
    WIRELAB_DATA: resolve(root, process.env.WIRELAB_DATA ?? '.wirelab'),
  })
})
