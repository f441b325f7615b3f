const YEAR_S = 31_536_000

/** Remembers a choice for a year where the server can read it too. */
export function keepCookie(name: string, value: string): void {
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API needs a secure context, which a LAN address is not
  document.cookie = `${name}=${value}; path=/; max-age=${YEAR_S}; samesite=lax`
}
