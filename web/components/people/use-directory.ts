import { useMemo } from 'react'
import { createDirectoryClient, type DirectoryClient } from '#sdk/directory.ts'
import { useApp } from '../app-context.ts'

export function useDirectory(): DirectoryClient {
  const { client } = useApp()
  return useMemo(() => createDirectoryClient(client.http), [client])
}
