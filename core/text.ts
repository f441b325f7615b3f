/** Text in the two languages of the product. */
export interface Text {
  ko: string
  en: string
}

export type Locale = keyof Text
export const locales = ['ko', 'en'] as const satisfies readonly Locale[]
