'use client'
/** The path of a lane as a picture whose pieces can be chosen. React Flow, loaded when it is shown. */
import {
  Background,
  Handle,
  type Node,
  type NodeProps,
  Position,
  ReactFlow,
  ReactFlowProvider,
  useReactFlow,
} from '@xyflow/react'
import '@xyflow/react/dist/base.css'
import { type CSSProperties, type ReactNode, useEffect, useMemo } from 'react'
import type { EditorWords } from '#components/text/editor-words.ts'
import { useWords } from '#components/text/use-words.tsx'
import { Button } from '#components/ui/button.tsx'
import type { Experiment, Lane } from '#core/experiment.ts'
import { legLabel } from '#core/labels.ts'
import type { Locale } from '#core/text.ts'
import { type Piece, pictureOf } from './picture.ts'

interface PictureViewProps {
  words: EditorWords
  locale: Locale
  experiment: Experiment
  lane: Lane
  /** Id of a piece. */
  chosen: string | null
  onChoose: (piece: Piece) => void
}

type PieceNode = Node<{ piece: Piece; label: string; said: string; chosen: boolean; onChoose: (piece: Piece) => void }>

const NEAREST = 1.1
const FURTHEST = 0.35
/** On a phone a long path is not seen whole: it would not be read. */
const LEGIBLE = 0.7
const MARGIN_PX = 12
const FIT = { padding: 0.12, maxZoom: NEAREST, minZoom: LEGIBLE }
/** px; said beforehand, since nobody hears of what was measured. */
const sizes: Record<Piece['is'], { width: number; height: number }> = {
  caller: { width: 84, height: 40 },
  link: { width: 100, height: 40 },
  broker: { width: 104, height: 48 },
  service: { width: 132, height: 44 },
}
/** Its own colours are those of light pages. */
const BARE = { '--xy-attribution-background-color': 'transparent' } as CSSProperties
const nodeTypes = { piece: PieceNodeView }

export default function PictureView(props: PictureViewProps) {
  return (
    <ReactFlowProvider>
      <Flow {...props} />
    </ReactFlowProvider>
  )
}

function Flow({ words, locale, experiment, lane, chosen, onChoose }: PictureViewProps) {
  const { words: spoken } = useWords()
  const flow = useReactFlow()
  const { pieces, wires } = useMemo(() => pictureOf(lane, experiment), [lane, experiment])
  const label = (piece: Piece) => {
    if (piece.is === 'caller') return spoken.topology.caller
    if (piece.is === 'link') return legLabel(piece.leg, locale)
    if (piece.is === 'broker') return piece.protocol
    return piece.times > 1 ? `${piece.name} ×${piece.times}` : piece.name
  }
  const said = (piece: Piece) => {
    const what = piece.is === 'caller' ? '' : `${words.pieces[piece.is]} · ${piece.edge} · `
    const faults = piece.faults > 0 ? `, ${words.faultsHere(piece.faults)}` : ''
    return `${what}${label(piece)}${faults}`
  }
  const nodes: PieceNode[] = pieces.map((piece) => ({
    id: piece.id,
    type: 'piece',
    position: { x: piece.x, y: piece.y },
    ...sizes[piece.is],
    data: { piece, label: label(piece), said: said(piece), chosen: piece.id === chosen, onChoose },
  }))
  const edges = wires.map(({ id, from, to }) => ({ id, source: from, target: to, ...sidesOf(pieces, from, to) }))
  const size = `${lane.id} ${pieces.map(({ id }) => id).join()}`
  // biome-ignore lint/correctness/useExhaustiveDependencies: another picture, or more of it
  useEffect(() => {
    // The new pieces have to be measured first.
    const frame = requestAnimationFrame(async () => {
      await flow.fitView(FIT)
      const { x, y, zoom } = flow.getViewport()
      // What does not fit begins with the caller.
      const begin = MARGIN_PX + (sizes.caller.width / 2) * zoom
      if (x < begin) await flow.setViewport({ x: begin, y, zoom })
    })
    return () => cancelAnimationFrame(frame)
  }, [size, flow])
  return (
    <div className="relative h-full" data-testid="picture">
      <ReactFlow
        nodes={nodes}
        edges={edges}
        nodeTypes={nodeTypes}
        nodeOrigin={[0.5, 0.5]}
        nodesDraggable={false}
        nodesConnectable={false}
        nodesFocusable={false}
        edgesFocusable={false}
        elementsSelectable={false}
        disableKeyboardA11y
        style={BARE}
        zoomOnScroll={false}
        preventScrolling={false}
        minZoom={FURTHEST}
        maxZoom={NEAREST}
        defaultEdgeOptions={{ type: 'default', style: { stroke: 'var(--wire)', strokeWidth: 1.25 } }}
      >
        <Background color="var(--line)" gap={24} size={1} />
      </ReactFlow>
      <div className="absolute bottom-2 left-2 z-10 flex gap-1">
        <ZoomButton label={words.zoomOut} onClick={() => void flow.zoomOut()}>
          −
        </ZoomButton>
        <ZoomButton label={words.zoomIn} onClick={() => void flow.zoomIn()}>
          +
        </ZoomButton>
        <ZoomButton label={words.zoomFit} onClick={() => void flow.fitView({ ...FIT, minZoom: FURTHEST })}>
          ⤢
        </ZoomButton>
      </div>
    </div>
  )
}

function ZoomButton({ label, onClick, children }: { label: string; onClick: () => void; children: ReactNode }) {
  return (
    <Button size="smallIcon" aria-label={label} title={label} onClick={onClick}>
      {children}
    </Button>
  )
}

/** A wire leaves to the right and comes in from the left; a reply goes back below. */
function sidesOf(pieces: Piece[], from: string, to: string): { sourceHandle: string; targetHandle: string } {
  const x = (id: string) => pieces.find((piece) => piece.id === id)?.x ?? 0
  return x(from) <= x(to)
    ? { sourceHandle: 'right', targetHandle: 'left' }
    : { sourceHandle: 'left', targetHandle: 'right' }
}

const shapes: Record<Piece['is'], string> = {
  caller: 'rounded-full border-control bg-surface px-2',
  link: 'rounded-2 border-dashed border-control bg-surface px-2',
  broker: 'rounded-1 border-double border-4 border-control bg-surface px-2',
  service: 'rounded-full border-2 border-ink bg-surface px-2',
}

function PieceNodeView({ data: { piece, label, said, chosen, onChoose } }: NodeProps<PieceNode>) {
  const flow = useReactFlow()
  return (
    <>
      {(['left', 'right'] as const).flatMap((side) =>
        (['source', 'target'] as const).map((type) => (
          <Handle
            key={side + type}
            id={side}
            type={type}
            position={side === 'left' ? Position.Left : Position.Right}
            isConnectable={false}
            className="!opacity-0"
          />
        )),
      )}
      <button
        type="button"
        aria-pressed={chosen}
        aria-label={said}
        data-testid={`piece-${piece.id}`}
        onClick={() => onChoose(piece)}
        onFocus={(event) => {
          // By keyboard one may come to what lies outside of the frame.
          if (event.currentTarget.matches(':focus-visible'))
            void flow.setCenter(piece.x, piece.y, { zoom: flow.getZoom(), duration: 0 })
        }}
        className={`nodrag nopan pointer-events-auto flex size-full min-w-0 items-center justify-center gap-1.5 border text-center text-13 text-ink aria-pressed:outline-2 aria-pressed:outline-(--focus) aria-pressed:outline-offset-2 ${shapes[piece.is]} ${piece.faults > 0 ? 'hatch border-fault-line!' : ''}`}
      >
        <span className="truncate">{label}</span>
        {piece.faults > 0 && (
          <b className="num flex-none rounded-full bg-fault px-1.5 text-11 text-surface">{piece.faults}</b>
        )}
      </button>
    </>
  )
}
