/** Written by scripts/fonts/subset.py: what a page begins to load before its styles are read. */
export const firstFonts = [
  '/fonts/wirelab-sans/WirelabSans.d87b8f88.woff2',
  '/fonts/geist-mono/GeistMono-used.04039993.woff2',
]
