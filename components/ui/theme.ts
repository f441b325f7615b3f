/** Brightness: the system's unless a cookie says otherwise. The server reads the cookie, so nothing flashes. */
export const THEME_COOKIE = 'wirelab-theme'
export const themes = ['auto', 'light', 'dark'] as const
export type Theme = (typeof themes)[number]

export function themeOf(cookie: string | undefined): Theme {
  return themes.find((theme) => theme === cookie) ?? 'auto'
}
