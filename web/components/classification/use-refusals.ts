import { useEffect } from 'react'
import type { Classification } from '#wire/classification.ts'
import { useStore } from '../../state/external-store.ts'
import type { ModelRefusal } from '../../state/models.ts'
import { useApp } from '../app-context.ts'

/** Which models may not be used for the class, and why; undefined: not known yet. */
export function useRefusals(
  classification: Classification | null,
): ReadonlyMap<string, ModelRefusal> | undefined {
  const { models } = useApp()
  const known = useStore(models.refusals)
  useEffect(() => {
    if (classification !== null) void models.loadFor(classification)
  }, [models, classification])
  return classification === null ? undefined : known[classification]
}
