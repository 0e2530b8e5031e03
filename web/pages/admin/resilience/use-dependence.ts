import { useMemo } from 'react'
import { createDependenceClient, type DependenceClient } from '#sdk/dependence.ts'
import { useApp } from '../../../components/app-context.ts'

export function useDependence(): DependenceClient {
  const { client } = useApp()
  return useMemo(() => createDependenceClient(client.http), [client])
}
