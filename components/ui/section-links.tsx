'use client'
import { usePathname } from 'next/navigation'
import { useId, useState } from 'react'
import { useWords } from '#components/text/use-words.tsx'
import { Button } from './button.tsx'
import { MenuIcon } from './icons.tsx'

/** The screens of the house: side by side where there is room, on a phone behind one button. */
export function SectionLinks() {
  const { words } = useWords()
  const here = usePathname()
  const list = useId()
  const [open, setOpen] = useState(false)
  const links = [
    { href: '/learn', name: words.site.learn },
    { href: '/bench', name: words.site.bench },
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
        className="mid:hidden"
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
        className={`flex flex-none items-center gap-1 max-mid:absolute max-mid:top-full max-mid:right-0 max-mid:z-30 max-mid:mt-1 max-mid:min-w-40 max-mid:flex-col max-mid:items-stretch max-mid:gap-0 max-mid:rounded-2 max-mid:border max-mid:border-line max-mid:bg-surface max-mid:p-1 ${open ? '' : 'max-mid:hidden'}`}
      >
        {links.map(({ href, name }) => (
          <li key={href}>
            <a
              href={href}
              aria-current={here === href || here.startsWith(`${href}/`) ? 'page' : undefined}
              className="flex h-8 items-center whitespace-nowrap rounded-2 px-2 font-medium text-13 text-ink-3 hover:bg-hover hover:text-ink aria-[current]:text-ink max-mid:h-11 max-mid:px-3 max-mid:text-14"
            >
              {name}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  )
}
