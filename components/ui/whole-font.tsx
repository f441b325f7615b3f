'use client'
import { useEffect } from 'react'

const SHEET = '/fonts/pretendard/pretendard.css'

/**
 * For a page that may show words of its readers: the letters that ours do not use, each piece when it is needed. Nothing
 * on the page waits for it: the sheet is asked for when the page has been drawn and can be used.
 */
export function WholeFont() {
  useEffect(() => {
    const link = document.createElement('link')
    link.rel = 'stylesheet'
    link.href = SHEET
    document.head.append(link)
    return () => link.remove()
  }, [])
  return null
}
