'use client'
import { usePathname } from 'next/navigation'
import { useId, useState } from 'react'
import { useWords } from '#components/text/use-words.tsx'
import { Button } from './button.tsx'
import { MenuIcon } from './icons.tsx'

/** The screens of the house: side by side where there is room, behind one button where there is not. */
export function SectionLinks() {
  const { words } = useWords()
  const here = usePathname()
  const list = useId()
  const [open, setOpen] = useState(false)
  const links = [
    { href: '/learn', name: words.site.learn },
    { href: '/bench', name: words.site.bench },
    { href: '/styles', name: words.site.styles },
    { href: '/send', name: words.site.send },
    { href: '/article', name: words.site.article },
  ]
  return (
    <nav
      aria-label={words.site.sections}
      className="relative"
      onKeyDown={(event) => event.key === 'Escape' && setOpen(false)}
      onBlur={({ currentTarget, relatedTarget }) => currentTarget.contains(relatedTarget) || setOpen(false)}
    >
      <Button
        size="icon"
        className="wide:hidden"
        aria-expanded={open}
        aria-controls={list}
        aria-label={words.site.sections}
        data-testid="sections"
        onClick={() => setOpen(!open)}
      >
        <MenuIcon />
      </Button>
      <ul
        id={list}
        className={`flex flex-none items-center gap-1 max-wide:absolute max-wide:top-full max-wide:right-0 max-wide:z-30 max-wide:mt-1 max-wide:min-w-40 max-wide:flex-col max-wide:items-stretch max-wide:gap-0 max-wide:rounded-2 max-wide:border max-wide:border-line max-wide:bg-surface max-wide:p-1 ${open ? '' : 'max-wide:hidden'}`}
      >
        {links.map(({ href, name }) => (
          <li key={href}>
            <a
              href={href}
              aria-current={here === href || here.startsWith(`${href}/`) ? 'page' : undefined}
              className="flex h-8 items-center whitespace-nowrap rounded-2 px-2 font-medium text-13 text-ink-3 hover:bg-hover hover:text-ink aria-[current]:text-ink max-wide:h-11 max-wide:px-3 max-wide:text-14"
            >
              {name}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  )
}
