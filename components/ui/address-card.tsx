'use client'
import { useState } from 'react'
import { useWords } from '#components/text/use-words.tsx'
import { LinkField } from './link-field.tsx'
import { QrCode } from './qr-code.tsx'

export interface AddressCardProps {
  path: string
  /** Where other devices reach the lab; none where it listens on loopback alone. */
  origins: string[]
  label: string
  testId: string
  /** The code above the link, as large as its column. */
  tall?: boolean
}

/** A page of this lab as a QR code and a link, at the address that others reach it by. */
export function AddressCard({ path, origins, label, testId, tall = false }: AddressCardProps) {
  const { words } = useWords()
  const [chosen, choose] = useState(origins[0])
  const url = `${chosen}${path}`
  if (chosen === undefined) {
    return (
      <div className="text-13 text-ink-2 leading-normal" data-testid="only-here">
        <p>
          <b className="font-medium text-ink">{words.share.onlyHere}</b> {words.share.onlyHereHow}
        </p>
        <code className="mt-2 inline-block rounded-1 bg-sunken px-2 py-1 font-mono text-12 text-ink">
          HOST=0.0.0.0 npm start
        </code>
      </div>
    )
  }
  return (
    <div
      className={
        tall
          ? 'flex flex-col gap-4 [&_svg]:size-full [&_svg]:max-w-72'
          : 'flex items-start gap-5 max-mid:flex-col max-mid:items-center max-mid:gap-4'
      }
    >
      <QrCode text={url} label={words.share.qr} />
      <div className="w-full min-w-0 flex-1">
        {origins.length > 1 && (
          <label className="mb-3 block text-12 text-ink-3">
            {words.share.address}
            <select
              value={chosen}
              onChange={(event) => choose(event.currentTarget.value)}
              className="mt-1 block h-8 w-full rounded-1 border border-control bg-surface px-2 text-13 text-ink max-mid:h-10"
            >
              {origins.map((origin) => (
                <option key={origin}>{origin}</option>
              ))}
            </select>
          </label>
        )}
        <LinkField label={label} url={url} testId={testId} />
      </div>
    </div>
  )
}
