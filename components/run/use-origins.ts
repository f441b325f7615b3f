'use client'
import { useEffect, useState } from 'react'
import { addressesOfLab } from './api.ts'

/** Where others reach this lab: as this page was opened, or where that is loopback, the machine's own addresses. */
export function useOrigins(): string[] | null {
  const [origins, setOrigins] = useState<string[] | null>(null)
  useEffect(() => {
    let wanted = true
    const found = isLoopback(location.hostname) ? addressesOfLab().catch(() => []) : Promise.resolve([location.origin])
    void found.then((all) => wanted && setOrigins(all))
    return () => {
      wanted = false
    }
  }, [])
  return origins
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\./.test(hostname)
}
