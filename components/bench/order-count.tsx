'use client'
import { formatCount } from '#components/run/format.ts'

export interface OrderCountProps {
  count: number
  /** Of how many orders it is, where that is another number. */
  orders?: string | null
  /** For whoever does not see where in the table it stands. */
  label: string
  onShow: () => void
}

/** A number of the ledger: it opens the orders behind it; behind a zero there are none. */
export function OrderCount({ count, orders = null, label, onShow }: OrderCountProps) {
  return (
    <button
      type="button"
      aria-label={label}
      disabled={count === 0}
      onClick={onShow}
      className="focus-inset min-h-[29px] w-full pr-1.5 pl-1 text-right underline-offset-4 enabled:hover:bg-hover enabled:hover:underline max-mid:min-h-10"
    >
      {formatCount(count)}
      {orders !== null && (
        <span className="block whitespace-normal pb-1 font-regular font-sans text-11 leading-tight"> {orders}</span>
      )}
    </button>
  )
}
