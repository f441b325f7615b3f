/**
 * Imported first by every script, for its effect: an old Node stops here with one line, before anything newer is
 * touched. The scripts need no more than host Node 20; the product itself runs on the Node that `npm ci` brings.
 */
const OLDEST_MAJOR = 20

const major = Number(process.versions.node.split('.')[0])
if (major < OLDEST_MAJOR) {
  process.stderr.write(
    `wirelab: Node ${process.versions.node} is too old: install Node ${OLDEST_MAJOR} or newer (https://nodejs.org) and run this again.\n`,
  )
  process.exit(1)
}
