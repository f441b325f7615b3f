/** The whole of public/embed.js. */
import { WirelabRun } from './element.ts'

if (!customElements.get('wirelab-run')) customElements.define('wirelab-run', WirelabRun)
