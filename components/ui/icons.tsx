/** The few icons of the screen, 16 × 16, drawn with currentColor. */
import type { ReactNode } from 'react'

function Icon({ children }: { children: ReactNode }) {
  return (
    <svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true" className="flex-none">
      {children}
    </svg>
  )
}

const stroke = {
  fill: 'none',
  stroke: 'currentColor',
  strokeWidth: 1.35,
  strokeLinecap: 'round',
  strokeLinejoin: 'round',
} as const

export const PlayIcon = () => (
  <Icon>
    <path d="M4.5 3v10l8-5z" fill="currentColor" />
  </Icon>
)
export const PauseIcon = () => (
  <Icon>
    <path d="M4.5 3H7v10H4.5zM9 3h2.5v10H9z" fill="currentColor" />
  </Icon>
)
export const StopIcon = () => (
  <Icon>
    <path d="M4 4h8v8H4z" fill="currentColor" />
  </Icon>
)
export const ChevronDownIcon = () => (
  <Icon>
    <path d="M4.5 6.5 8 10l3.5-3.5" {...stroke} />
  </Icon>
)
export const ChevronRightIcon = () => (
  <Icon>
    <path d="M6.5 4.5 10 8l-3.5 3.5" {...stroke} />
  </Icon>
)
export const MenuIcon = () => (
  <Icon>
    <path d="M2.5 4h11M2.5 8h11M2.5 12h11" {...stroke} />
  </Icon>
)
export const TableIcon = () => (
  <Icon>
    <path d="M2.5 3.5h11v9h-11zM2.5 6.5h11M6.5 6.5v6" {...stroke} />
  </Icon>
)
export const ChartIcon = () => (
  <Icon>
    <path d="M2.5 2.5v11h11M4.5 10.5l3-4 2.5 2 3-4.5" {...stroke} />
  </Icon>
)
export const CloseIcon = () => (
  <Icon>
    <path d="m4 4 8 8M12 4l-8 8" {...stroke} />
  </Icon>
)
export const CopyIcon = () => (
  <Icon>
    <path d="M5.5 5.5h7v7h-7zM3.5 10.5v-7h7" {...stroke} />
  </Icon>
)
export const UpIcon = () => (
  <Icon>
    <path d="M4.5 7.5 8 4l3.5 3.5M8 4v8.5" {...stroke} />
  </Icon>
)
export const DownIcon = () => (
  <Icon>
    <path d="M4.5 8.5 8 12l3.5-3.5M8 12V3.5" {...stroke} />
  </Icon>
)
export const PlusIcon = () => (
  <Icon>
    <path d="M8 3.5v9M3.5 8h9" {...stroke} />
  </Icon>
)
export const MinusIcon = () => (
  <Icon>
    <path d="M3.5 8h9" {...stroke} />
  </Icon>
)
/** From edge to edge. */
export const WholeIcon = () => (
  <Icon>
    <path d="M2.5 3.5v9M13.5 3.5v9M4.5 8h7M6.5 6l-2 2 2 2M9.5 6l2 2-2 2" {...stroke} />
  </Icon>
)
export const CheckIcon = () => (
  <Icon>
    <path d="m3.5 8.5 3 3 6-7" {...stroke} />
  </Icon>
)
export const LockIcon = () => (
  <Icon>
    <path d="M4 7.5h8v5.5H4zM5.75 7.5V5.25a2.25 2.25 0 0 1 4.5 0V7.5" {...stroke} />
  </Icon>
)
export const ShareIcon = () => (
  <Icon>
    <path d="M6.5 4H3v9h9V9.5M9 2.5h4.5V7M13.5 2.5 7.5 8.5" {...stroke} />
  </Icon>
)
/** Half a disc for the system's choice, a ring for light, a disc for dark. */
export const BrightnessIcon = ({ is }: { is: 'auto' | 'light' | 'dark' }) => (
  <Icon>
    <circle cx="8" cy="8" r="5.25" {...stroke} fill={is === 'dark' ? 'currentColor' : 'none'} />
    {is === 'auto' && <path d="M8 2.75a5.25 5.25 0 0 1 0 10.5z" fill="currentColor" />}
  </Icon>
)
export const WireIcon = () => (
  <svg width="28" height="16" viewBox="0 0 28 16" aria-hidden="true" className="flex-none">
    <path
      d="M5 8h5l2.5-4.5L16 12.5 18.2 8H24"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
      strokeLinejoin="round"
    />
    <circle cx="3" cy="8" r="2.25" fill="none" stroke="currentColor" strokeWidth="1.5" />
    <circle cx="25" cy="8" r="2.25" fill="currentColor" />
  </svg>
)
