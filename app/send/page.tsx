import type { Metadata } from 'next'
import { Console } from '#components/console/console.tsx'
import { wordsFor } from '#components/text/locale.ts'
import { WholeFont } from '#components/ui/whole-font.tsx'
import { getConsole } from '#server/door.ts'
import { localeOfRequest, themeOfRequest } from '../request-manners.ts'

export async function generateMetadata(): Promise<Metadata> {
  return { title: `${wordsFor(await localeOfRequest()).site.send} · Wirelab` }
}

export default async function SendPage() {
  return (
    <>
      <WholeFont />
      <Console backends={getConsole().backends()} theme={await themeOfRequest()} />
    </>
  )
}
