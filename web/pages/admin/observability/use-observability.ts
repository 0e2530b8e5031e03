import { useMemo } from 'react'
import { createObservabilityClient, type ObservabilityClient } from '#sdk/observability.ts'
import { useApp } from '../../../components/app-context.ts'

export function useObservability(): ObservabilityClient {
  const { client } = useApp()
  return useMemo(() => createObservabilityClient(client.http), [client])
}
