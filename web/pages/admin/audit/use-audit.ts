import { useMemo } from 'react'
import { createAuditClient, type AuditClient } from '#sdk/audit.ts'
import { useApp } from '../../../components/app-context.ts'

export function useAudit(): AuditClient {
  const { client } = useApp()
  return useMemo(() => createAuditClient(client.http), [client])
}
