import { useMemo } from 'react'
import { createAlertsClient, type AlertsClient } from '#sdk/observability.ts'
import { useApp } from '../../../components/app-context.ts'

export function useAlerts(): AlertsClient {
  const { client } = useApp()
  return useMemo(() => createAlertsClient(client.http), [client])
}
