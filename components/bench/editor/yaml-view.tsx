'use client'
/** The experiment as text: completed by its schema, what is wrong said where it is. CodeMirror, loaded when it is shown. */
import {
  autocompletion,
  type CompletionContext,
  type CompletionResult,
  completionKeymap,
} from '@codemirror/autocomplete'
import { defaultKeymap } from '@codemirror/commands'
import { yaml } from '@codemirror/lang-yaml'
import { HighlightStyle, syntaxHighlighting } from '@codemirror/language'
import { lintGutter, lintKeymap, setDiagnostics } from '@codemirror/lint'
import { Annotation, EditorState } from '@codemirror/state'
import { EditorView, keymap, lineNumbers } from '@codemirror/view'
import { tags } from '@lezer/highlight'
import { useEffect, useLayoutEffect, useRef } from 'react'
import type { EditorWords } from '#components/text/editor-words.ts'
import { experimentSchema } from '#core/json-schema.ts'
import { complaintsOf } from './draft-text.ts'
import type { Draft } from './use-draft.ts'
import { suggestionsAt } from './yaml-completion.ts'

type YamlViewProps = Pick<Draft, 'text' | 'write' | 'undo' | 'redo'> & { words: EditorWords }

/** The text was changed by a form, the picture, or a step back: nobody wrote it. */
const fromElsewhere = Annotation.define<boolean>()

const colours = HighlightStyle.define([
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: 'var(--text)', fontWeight: '640' },
  { tag: [tags.string, tags.content, tags.literal, tags.number, tags.bool], color: 'var(--text-2)' },
  { tag: [tags.comment, tags.punctuation, tags.separator, tags.squareBracket, tags.brace], color: 'var(--text-3)' },
])

const theme = EditorView.theme({
  '&': { height: '100%', fontSize: '12px', backgroundColor: 'var(--surface)', color: 'var(--text-2)' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': { fontFamily: 'var(--mono)', lineHeight: '1.6' },
  '.cm-content': { caretColor: 'var(--text)', padding: '8px 0' },
  '.cm-cursor': { borderLeftColor: 'var(--text)' },
  '.cm-gutters': { backgroundColor: 'var(--sunken)', color: 'var(--text-3)', border: 'none' },
  '&.cm-focused .cm-content': { boxShadow: 'inset 0 0 0 2px var(--focus)', borderRadius: '0' },
  '.cm-tooltip': {
    backgroundColor: 'var(--surface)',
    color: 'var(--text)',
    border: '1px solid var(--line-2)',
    borderRadius: '6px',
    boxShadow: 'var(--shadow-pop)',
  },
  '.cm-tooltip.cm-tooltip-autocomplete > ul': { fontFamily: 'var(--mono)', maxHeight: '14em' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li': { padding: '3px 8px' },
  '.cm-tooltip-autocomplete ul li[aria-selected]': { backgroundColor: 'var(--selected)', color: 'var(--text)' },
  '.cm-completionMatchedText': { textDecoration: 'none', fontWeight: '640' },
  '.cm-completionDetail': { color: 'var(--text-3)', fontStyle: 'normal', fontFamily: 'var(--sans)' },
  '.cm-diagnostic': { fontFamily: 'var(--sans)', fontSize: '12px', padding: '4px 8px' },
  '.cm-diagnostic-error': { borderLeft: '3px solid var(--danger)' },
  '.cm-lintRange-error': {
    backgroundImage: 'none',
    textDecoration: 'underline wavy var(--danger)',
    textUnderlineOffset: '3px',
  },
  '.cm-panels': { backgroundColor: 'var(--sunken)', color: 'var(--text)', borderColor: 'var(--line)' },
})

export default function YamlView({ words, text, write, undo, redo }: YamlViewProps) {
  const holder = useRef<HTMLDivElement>(null)
  const view = useRef<EditorView | null>(null)
  const latest = useRef({ write, undo, redo })
  latest.current = { write, undo, redo }

  // biome-ignore lint/correctness/useExhaustiveDependencies: made once; what comes later is dispatched below
  useLayoutEffect(() => {
    if (!holder.current) return
    const go = (way: 'undo' | 'redo') => () => {
      latest.current[way]?.()
      return true
    }
    const made = new EditorView({
      parent: holder.current,
      state: EditorState.create({
        doc: text,
        extensions: [
          EditorState.phrases.of(words.phrases),
          lineNumbers(),
          yaml(),
          syntaxHighlighting(colours),
          theme,
          EditorView.lineWrapping,
          EditorView.contentAttributes.of({ 'aria-label': words.yaml, 'data-testid': 'yaml', spellcheck: 'false' }),
          autocompletion({ override: [complete], icons: false }),
          lintGutter(),
          // There is one way back for text, forms and picture: what was done last is undone first.
          keymap.of([
            { key: 'Mod-z', run: go('undo') },
            { key: 'Mod-y', run: go('redo') },
            { key: 'Mod-Shift-z', run: go('redo') },
            ...completionKeymap,
            ...lintKeymap,
            ...defaultKeymap,
          ]),
          EditorView.updateListener.of(({ docChanged, transactions, state }) => {
            if (!docChanged || transactions.some((one) => one.annotation(fromElsewhere))) return
            latest.current.write(state.doc.toString())
          }),
        ],
      }),
    })
    view.current = made
    return () => {
      view.current = null
      made.destroy()
    }
  }, [])

  useEffect(() => {
    const made = view.current
    if (!made) return
    const changes = differenceOf(made.state.doc.toString(), text)
    if (changes) made.dispatch({ changes, annotations: fromElsewhere.of(true) })
    const diagnostics = complaintsOf(text).map((complaint) => ({ ...complaint, severity: 'error' as const }))
    made.dispatch(setDiagnostics(made.state, diagnostics))
  }, [text])

  return <div ref={holder} className="h-full min-h-0 overflow-hidden" />
}

/** What lies between what both begin and end with, so that cursor and scroll stay where they are. */
function differenceOf(before: string, after: string): { from: number; to: number; insert: string } | null {
  if (before === after) return null
  const most = Math.min(before.length, after.length)
  let same = 0
  while (same < most && before[same] === after[same]) same++
  let end = 0
  while (end < most - same && before[before.length - 1 - end] === after[after.length - 1 - end]) end++
  return { from: same, to: before.length - end, insert: after.slice(same, after.length - end) }
}

const schema = experimentSchema()
const MOST_SUGGESTIONS = 100

function complete({ state, pos, explicit }: CompletionContext): CompletionResult | null {
  const found = suggestionsAt(state.doc.toString(), pos, schema)
  // Nobody who only moves through empty lines is asked; behind a key and a blank there is something to choose.
  const behindKey = /: $/.test(state.sliceDoc(state.doc.lineAt(pos).from, pos))
  if (!found || (!explicit && found.from === pos && !behindKey)) return null
  const { from, options } = found
  return {
    from,
    options: options
      .slice(0, MOST_SUGGESTIONS)
      .map(({ label, detail, apply, is }) => ({ label, detail, apply, type: is === 'key' ? 'property' : 'constant' })),
    validFor: /^[\w.-]*$/,
  }
}
