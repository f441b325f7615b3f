/** Written by scripts/fonts/subset.py: what a page begins to load before its styles are read. */
export const firstFonts = [
  '/fonts/wirelab-sans/WirelabSans.5606128d.woff2',
  '/fonts/geist-mono/GeistMono-used.72f571f7.woff2',
]
