'use client'
/** What one order set off: as a waterfall, which is a table, or as messages between services. */
import { useState } from 'react'
import { callWords } from '#components/text/call-words.ts'
import { useWords } from '#components/text/use-words.tsx'
import { Segmented } from '#components/ui/segmented.tsx'
import type { CallNode } from '#core/call-tree.ts'
import { CallSequence } from './call-sequence.tsx'
import { Waterfall } from './waterfall.tsx'

export function OrderCalls({ tree }: { tree: CallNode }) {
  const { locale } = useWords()
  const words = callWords[locale]
  const [view, setView] = useState<'waterfall' | 'sequence'>('waterfall')
  return (
    <section aria-label={words.title} data-testid="order-calls" className="border-line border-t px-5 py-3 max-mid:px-4">
      <div className="flex items-center justify-between gap-3 pb-2">
        <h3 className="font-medium text-13">{words.title}</h3>
        <Segmented
          label={words.view}
          value={view}
          options={[
            { value: 'waterfall', label: words.waterfall },
            { value: 'sequence', label: words.sequence },
          ]}
          onChoose={setView}
        />
      </div>
      {view === 'waterfall' ? <Waterfall tree={tree} /> : <CallSequence tree={tree} />}
    </section>
  )
}
