'use client'
/** The stretch of time that all charts show, and the buttons for those who do not drag or press keys. */
import type { ReactNode } from 'react'
import { useWords } from '#components/text/use-words.tsx'
import { Button } from '#components/ui/button.tsx'
import { MinusIcon, PlusIcon, WholeIcon } from '#components/ui/icons.tsx'
import { useCursor } from './cursor.ts'
import { CLOSER, centreOf, FURTHER, LEAST_STRETCH_S } from './stretch.ts'
import { useBounds, useStretch, useZoom } from './zoom.ts'

export function ZoomButtons({ endS }: { endS: number }) {
  const { words } = useWords()
  const zoom = useZoom()
  const cursor = useCursor()
  const stretch = useStretch()
  const bounds = useBounds(endS)
  if (!zoom) return null
  const by = (factor: number) => {
    zoom.by(factor, { atS: centreOf(bounds, cursor.read().second), endS })
  }
  const shortest = bounds.toS - bounds.fromS <= LEAST_STRETCH_S
  return (
    <fieldset aria-label={words.charts.zoom} className="flex flex-none items-center">
      {stretch && (
        <span className="num mr-1 whitespace-nowrap text-12 text-ink" data-testid="stretch">
          {words.charts.stretch(stretch)}
        </span>
      )}
      <Act name={words.charts.zoomOut} testId="zoom-out" disabled={!stretch} onClick={() => by(FURTHER)}>
        <MinusIcon />
      </Act>
      <Act name={words.charts.zoomIn} testId="zoom-in" disabled={shortest} onClick={() => by(CLOSER)}>
        <PlusIcon />
      </Act>
      <Act name={words.charts.zoomAll} testId="zoom-all" disabled={!stretch} onClick={() => zoom.all()}>
        <WholeIcon />
      </Act>
    </fieldset>
  )
}

interface ActProps {
  name: string
  testId: string
  disabled: boolean
  onClick: () => void
  children: ReactNode
}

function Act({ name, testId, ...rest }: ActProps) {
  return <Button look="ghost" size="smallIcon" aria-label={name} title={name} data-testid={testId} {...rest} />
}
