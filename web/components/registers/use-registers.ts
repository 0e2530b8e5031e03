import { useLingui } from '@lingui/react/macro'
import { useMemo } from 'react'
import { createRegistersClient, type RegistersClient } from '#sdk/registers.ts'
import { useApp } from '../app-context.ts'

export function useRegisters(): RegistersClient {
  const { client } = useApp()
  return useMemo(() => createRegistersClient(client.http), [client])
}

/** The language that the server writes documents in for this reader. */
export function useDocumentLang(): string {
  const { i18n } = useLingui()
  return i18n.locale
}
