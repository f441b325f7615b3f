import type { ComponentProps } from 'react'

type Look = 'primary' | 'plain' | 'ghost'

const shape =
  'inline-flex flex-none items-center justify-center gap-1.5 rounded-2 border font-medium whitespace-nowrap transition-colors'
const looks: Record<Look, string> = {
  primary:
    'border-action bg-action text-action-text enabled:hover:bg-action-hover disabled:border-line disabled:bg-transparent disabled:text-off',
  plain:
    'border-line-2 bg-surface text-ink enabled:hover:border-control enabled:hover:bg-hover disabled:border-line disabled:text-off',
  ghost: 'border-transparent text-ink-2 enabled:hover:bg-hover disabled:text-off',
}
const sizes = {
  small: 'h-7 px-2.5 text-12 max-mid:h-10',
  normal: 'h-8 px-3 text-13 max-mid:h-10',
  large: 'h-10 px-5 text-14',
  icon: 'size-8 text-13 max-mid:size-10',
  smallIcon: 'size-7 text-12 max-mid:size-10',
}

export interface ButtonProps extends ComponentProps<'button'> {
  look?: Look
  size?: keyof typeof sizes
}

export function Button({ look = 'plain', size = 'normal', className = '', ...rest }: ButtonProps) {
  return <button type="button" {...rest} className={`${shape} ${looks[look]} ${sizes[size]} ${className}`} />
}
