import { useMemo } from 'react'
import { createRightsClient, type RightsClient } from '#sdk/rights.ts'
import { useApp } from '../app-context.ts'

export function useRightsClient(): RightsClient {
  const { client } = useApp()
  return useMemo(() => createRightsClient(client.http), [client])
}
