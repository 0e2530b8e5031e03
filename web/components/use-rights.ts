import { useMemo } from 'react'
import type { Action } from '#wire/actions.ts'
import { useStore } from '../state/external-store.ts'
import { useApp } from './app-context.ts'

/** A set of rights that is asked for known ones alone. */
export interface Rights {
  has(right: Action): boolean
}

const NONE: readonly string[] = []

/** What whoever is signed in may do, so that pages do not offer the rest. The server asks again in any case. */
export function useRights(): Rights {
  const { session } = useApp()
  const state = useStore(session.state)
  const rights = 'session' in state ? state.session.rights : NONE
  return useMemo(() => new Set<string>(rights), [rights])
}

/** Whether one of these rights is there; of none asked for, yes. */
export function mayAny(rights: Rights, wanted: Action | readonly Action[]): boolean {
  if (typeof wanted === 'string') return rights.has(wanted)
  return wanted.length === 0 || wanted.some((right) => rights.has(right))
}
