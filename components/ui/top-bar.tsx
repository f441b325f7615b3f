import type { ReactNode } from 'react'
import { WireIcon } from './icons.tsx'
import { LanguageSwitch } from './language-switch.tsx'
import { SectionLinks } from './section-links.tsx'
import type { Theme } from './theme.ts'
import { ThemeButton } from './theme-button.tsx'

interface TopBarProps {
  home: string
  theme: Theme
  children?: ReactNode
}

/** The 48-px bar every page shares. */
export function TopBar({ home, theme, children }: TopBarProps) {
  return (
    <header className="sticky top-0 z-20 flex h-12 items-center gap-4 border-line border-b bg-surface px-4 max-mid:gap-2">
      <a
        href="/"
        aria-label={`Wirelab, ${home}`}
        className="flex flex-none items-center gap-2 font-mono font-strong text-14"
      >
        <WireIcon />
        <span className={children ? 'max-wide:hidden' : 'max-mid:hidden'}>wirelab</span>
      </a>
      {children}
      <div className="ml-auto flex flex-none items-center gap-2">
        <SectionLinks />
        <LanguageSwitch />
        <ThemeButton initial={theme} />
      </div>
    </header>
  )
}
