'use client'
import { useEffect, useState, useSyncExternalStore } from 'react'
import { tokenOf } from '#components/run/tokens.ts'
import { type ClassSeen, ClassStore, nothingSeen } from './class-store.ts'

const neverChanges = () => () => {}
const nothing = () => nothingSeen

export function useClass(classId: string): { seen: ClassSeen; token: string | null; guess: (ms: number) => void } {
  const [store, setStore] = useState<ClassStore | null>(null)
  const [token, setToken] = useState<string | null>(null)
  useEffect(() => {
    const held = tokenOf(classId)
    const opened = new ClassStore(classId, held)
    setToken(held)
    setStore(opened)
    return () => {
      opened.close()
      setStore(null)
    }
  }, [classId])
  const seen = useSyncExternalStore(store?.subscribe ?? neverChanges, store?.read ?? nothing, nothing)
  return { seen, token, guess: (ms) => store?.guess(ms) }
}
