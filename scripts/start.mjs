/** `npm start`: install and build what is missing, then be the server. */
import './setup/require-node.mjs'
import { resolve } from 'node:path'
import { ensureBuilt } from './setup/build.mjs'
import { become } from './setup/command.mjs'
import { ensureInstalled } from './setup/install.mjs'
import { main, root, scratch } from './setup/project.mjs'

await main(async () => {
  const node = await ensureInstalled()
  await ensureBuilt(node)
  become(node, ['server/main.ts', ...process.argv.slice(2)], {
    ...process.env,
    NODE_ENV: 'production',
    NEXT_TELEMETRY_DISABLED: '1',
    NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? scratch('compile-cache'),
    WIRELAB_DATA: resolve(root, process.env.WIRELAB_DATA ?? '.wirelab'),
  })
})
