import { useStore } from '../../state/external-store.ts'
import { useApp } from '../app-context.ts'

/** What people call a model; its id, where it is not there any more. */
export function useModelName(): (modelId: string) => string {
  const { models } = useApp()
  const { models: offered } = useStore(models.state)
  return (modelId) => offered.find(({ id }) => id === modelId)?.name ?? modelId
}
