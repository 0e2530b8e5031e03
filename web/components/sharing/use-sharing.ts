import { useMemo } from 'react'
import { createSharingClient, type SharingClient } from '#sdk/sharing.ts'
import { useApp } from '../app-context.ts'

export function useSharing(): SharingClient {
  const { client } = useApp()
  return useMemo(() => createSharingClient(client.http), [client])
}
