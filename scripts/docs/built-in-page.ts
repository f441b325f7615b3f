/** docs/built-in-experiments.md as text. */

import { edgesOf } from '#core/call-path.ts'
import type { Experiment, Lane } from '#core/experiment.ts'
import { factsOf } from '#core/protocols.ts'
import { builtIns } from '#experiments/built-in.ts'

export function builtInPage(): string {
  return `${[
    '# The built-in experiments',
    '<!-- Made by `npm run docs` from the sources. Do not edit: `npm run check` compares. -->',
    `Each makes a claim, and its thresholds are that claim: a run that does not show it fails. \`npm run wirelab -- run ID\` runs
one, \`/bench?experiment=ID\` opens it; what may stand in an experiment of your own is in [experiments.md](experiments.md).`,
    ['| id | title | 제목 | load |', '|---|---|---|---|', ...builtIns.map(line)].join('\n'),
    ...builtIns.flatMap(section),
  ].join('\n\n')}\n`
}

function line(experiment: Experiment): string {
  const { id, title } = experiment
  return `| [\`${id}\`](#${id}) | ${cell(title.en)} | ${cell(title.ko)} | ${loadOf(experiment)} |`
}

function section(experiment: Experiment): string[] {
  const { id, title, summary, lanes, thresholds } = experiment
  return [
    `## ${id}`,
    `**${title.en} · ${title.ko}** (${loadOf(experiment)})`,
    summary.en,
    `Lanes: ${lanes.map(laneText).join('; ')}.`,
    'It claims:',
    ['```text', ...thresholds, '```'].join('\n'),
  ]
}

/** Lanes that take turns have so much each. */
function loadOf({ durationS, mode, lanes }: Experiment): string {
  return mode === 'interleaved' ? `${durationS} s for each of ${lanes.length} lanes in turn` : `${durationS} s`
}

function laneText({ id, call }: Lane): string {
  const behind = edgesOf(call).length - 1
  const calls = behind === 0 ? '' : `, ${behind} ${behind === 1 ? 'call' : 'calls'} behind it`
  return `\`${id}\` (${factsOf(call.protocol).name}, ${call.style}${calls})`
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|')
}
