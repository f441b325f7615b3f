import { type LaneLook, markerPath } from '#components/run/lane-look.ts'

/** A lane's marker alone, 10 × 10. */
export function Marker({ look }: { look: LaneLook }) {
  return (
    <svg width="10" height="10" viewBox="-5 -5 10 10" aria-hidden="true" className="inline-block flex-none">
      <path d={markerPath(look.marker, 3.6)} fill={`var(${look.lineToken})`} />
    </svg>
  )
}

/** Line, dash and marker, as the charts draw them. */
export function Swatch({ look }: { look: LaneLook }) {
  return (
    <svg width="28" height="12" viewBox="-14 -6 28 12" aria-hidden="true" className="flex-none">
      <line
        x1="-14"
        x2="14"
        stroke={`var(${look.lineToken})`}
        strokeWidth="1.75"
        strokeDasharray={look.dash.join(' ') || undefined}
      />
      <path d={markerPath(look.marker, 3.8)} fill={`var(${look.lineToken})`} stroke="var(--surface)" />
    </svg>
  )
}
