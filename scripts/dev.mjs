/** `npm run dev`: the server with Next's development mode, restarted when its own code changes. */
import './setup/require-node.mjs'
import { ensureEmbed } from './setup/build.mjs'
import { become } from './setup/command.mjs'
import { ensureInstalled } from './setup/install.mjs'
import { main } from './setup/project.mjs'

await main(async () => {
  const node = await ensureInstalled()
  await ensureEmbed(node)
  // Named paths: a plain --watch would restart on every edit of a page, which Next reloads by itself.
  become(node, ['--watch-path=server', '--watch-path=core', '--watch-preserve-output', 'server/main.ts'], {
    ...process.env,
    NODE_ENV: 'development',
    NEXT_TELEMETRY_DISABLED: '1',
  })
})
