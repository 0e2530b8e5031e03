import { useMemo } from 'react'
import { createPolicyClient, type PolicyClient } from '#sdk/policies.ts'
import { useApp } from '../app-context.ts'

export function usePolicies(): PolicyClient {
  const { client } = useApp()
  return useMemo(() => createPolicyClient(client.http), [client])
}
