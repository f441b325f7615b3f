/**
 * What a query may ask for. In the order in which they are checked: characters before the parser sees it, tokens
 * while it parses (so nesting cannot exhaust its stack), depth and cost before anything is executed.
 */
import {
  type ASTVisitor,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
  type ValidationContext,
} from 'graphql'
import { createGraphQLError } from 'graphql-yoga'

const KIB = 1024
/** Parsed queries are cached: what a query may weigh bounds the cache, too. */
export const MAX_QUERY_CHARACTERS = 16 * KIB
/** The introspection query of graphql-js has about 250. Nesting costs two tokens a level at least. */
export const MAX_TOKENS = 1000
/** Levels of fields. Introspection has a limit of its own: MaxIntrospectionDepthRule in graphql-js. */
const MAX_DEPTH = 8
/** Fields that may be resolved: each counts once for every element of the lists around it. */
const MAX_COST = 10_000
/** Largest page of a list. */
export const MAX_FIRST = 100
/** Page of a list where `first` is not given. */
export const DEFAULT_FIRST = 20

/** Lists, which take `first`. */
const pagedFields: ReadonlySet<string> = new Set(['orders', 'items'])

export interface Weight {
  depth: number
  /** Infinity where it is too much to count. */
  cost: number
}

/** A validation rule: refuses operations over {@link MAX_DEPTH} or {@link MAX_COST}. */
export function QueryWeightRule(context: ValidationContext): ASTVisitor {
  return {
    OperationDefinition(operation) {
      const { depth, cost } = weigh(context.getDocument(), operation)
      if (depth > MAX_DEPTH) refuse('QUERY_TOO_DEEP', `the query is ${depth} levels deep, more than ${MAX_DEPTH}`)
      if (cost > MAX_COST) refuse('QUERY_TOO_COSTLY', `the query may cost ${cost} fields, more than ${MAX_COST}`)
      function refuse(code: string, message: string) {
        context.reportError(createGraphQLError(message, { nodes: operation, extensions: { code } }))
      }
    },
  }
}

/** Each fragment is weighed once however often it is spread; one that spreads itself weighs nothing (and is invalid). */
export function weigh(document: DocumentNode, operation: OperationDefinitionNode): Weight {
  const fragments = new Map<string, FragmentDefinitionNode>()
  for (const each of document.definitions) {
    if (each.kind === Kind.FRAGMENT_DEFINITION) fragments.set(each.name.value, each)
  }
  const weighed = new Map<string, Weight>()
  const nothing: Weight = { depth: 0, cost: 0 }

  const ofSet = (set: SelectionSetNode | undefined): Weight => {
    let depth = 0
    let cost = 0
    for (const selection of set?.selections ?? []) {
      const part =
        selection.kind === Kind.FIELD
          ? ofField(selection)
          : selection.kind === Kind.INLINE_FRAGMENT
            ? ofSet(selection.selectionSet)
            : ofFragment(selection.name.value)
      depth = Math.max(depth, part.depth)
      cost += part.cost
    }
    return { depth, cost }
  }
  const ofField = (field: FieldNode): Weight => {
    const isIntrospection = field.name.value.startsWith('__')
    if (isIntrospection) return { depth: 1, cost: 1 }
    const inside = ofSet(field.selectionSet)
    return { depth: 1 + inside.depth, cost: 1 + elementsOf(field) * inside.cost }
  }
  const ofFragment = (name: string): Weight => {
    const known = weighed.get(name)
    if (known) return known
    weighed.set(name, nothing)
    const weight = ofSet(fragments.get(name)?.selectionSet)
    weighed.set(name, weight)
    return weight
  }
  return ofSet(operation.selectionSet)
}

/** How many elements a field may have: what `first` says, the largest page where a variable says it. */
function elementsOf(field: FieldNode): number {
  if (!pagedFields.has(field.name.value)) return 1
  const first = field.arguments?.find(({ name }) => name.value === 'first')
  if (!first) return DEFAULT_FIRST
  return first.value.kind === Kind.INT ? Math.min(MAX_FIRST, Math.max(0, Number(first.value.value))) : MAX_FIRST
}
