'use client'
import { useState } from 'react'
import { useWords } from '#components/text/use-words.tsx'
import { Button } from './button.tsx'
import { BrightnessIcon } from './icons.tsx'
import { keepCookie } from './keep-cookie.ts'
import { THEME_COOKIE, type Theme, themes } from './theme.ts'

export function ThemeButton({ initial }: { initial: Theme }) {
  const [theme, setTheme] = useState(initial)
  const { words } = useWords()
  const turn = () => {
    const next = themes[(themes.indexOf(theme) + 1) % themes.length] as Theme
    keepCookie(THEME_COOKIE, next)
    if (next === 'auto') document.documentElement.removeAttribute('data-theme')
    else document.documentElement.dataset.theme = next
    // A player shades itself: it knows no page around it.
    for (const run of document.querySelectorAll('wirelab-run')) run.setAttribute('theme', next)
    setTheme(next)
  }
  const label = `${words.theme.label}: ${words.theme[theme]}`
  return (
    <Button size="icon" onClick={turn} aria-label={label} title={label} data-testid="theme">
      <BrightnessIcon is={theme} />
    </Button>
  )
}
