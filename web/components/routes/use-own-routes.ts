import { useMemo } from 'react'
import { createOwnRoutesClient, type OwnRoutesClient } from '#sdk/own-routes.ts'
import { useApp } from '../app-context.ts'

export function useOwnRoutes(): OwnRoutesClient {
  const { client } = useApp()
  return useMemo(() => createOwnRoutesClient(client.http), [client])
}
