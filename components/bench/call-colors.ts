import type { RowFate } from '#core/call-rows.ts'
import type { Message } from '#core/call-sequence.ts'

/** Of bars and arrows: never the only sign, each has its word beside it. */
export const fateColor: Record<RowFate | Message['fate'], string> = {
  ok: 'var(--text-2)',
  'handed-over': 'var(--text-2)',
  open: 'var(--wire)',
  failed: 'var(--danger)',
  lost: 'var(--danger)',
  late: 'var(--warn)',
}
