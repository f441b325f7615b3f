/** A few exclusive choices side by side. */
export function Segmented<T extends string>({
  label,
  value,
  options,
  onChoose,
}: {
  label: string
  value: T
  options: readonly { value: T; label: string; spoken?: string }[]
  onChoose: (value: T) => void
}) {
  return (
    <fieldset aria-label={label} className="inline-flex flex-none gap-0.5 rounded-2 bg-selected p-0.5">
      {options.map((option) => (
        <button
          key={option.value}
          type="button"
          aria-pressed={option.value === value}
          // WCAG 2.5.3: who speaks to the page says what stands there.
          aria-label={option.spoken && `${option.label}, ${option.spoken}`}
          onClick={() => onChoose(option.value)}
          className="h-6 rounded-[4px] px-2.5 font-medium text-12 text-ink-2 leading-none aria-pressed:bg-surface aria-pressed:text-ink aria-pressed:shadow-[0_0_0_1px_var(--line-2)] max-mid:h-9"
        >
          {option.label}
        </button>
      ))}
    </fieldset>
  )
}
