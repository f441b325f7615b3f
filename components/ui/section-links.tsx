'use client'
import { usePathname } from 'next/navigation'
import { useWords } from '#components/text/use-words.tsx'

/** The screens of the house, side by side; on a phone only where one can go from here. */
export function SectionLinks() {
  const { words } = useWords()
  const here = usePathname()
  const links = [
    { href: '/learn', name: words.site.learn },
    { href: '/bench', name: words.site.bench },
    { href: '/send', name: words.site.send },
  ]
  return (
    <nav aria-label={words.site.sections} className="flex flex-none items-center gap-1 max-mid:gap-0">
      {links.map(({ href, name }) => (
        <a
          key={href}
          href={href}
          aria-current={here === href || here.startsWith(`${href}/`) ? 'page' : undefined}
          className="flex h-8 items-center rounded-2 px-2 font-medium text-13 text-ink-3 hover:bg-hover hover:text-ink aria-[current]:text-ink max-mid:h-10 max-mid:px-1.5 max-mid:text-12 max-mid:aria-[current]:hidden"
        >
          {name}
        </a>
      ))}
    </nav>
  )
}
