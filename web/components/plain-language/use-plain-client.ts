import { useMemo } from 'react'
import { createPlainLanguageClient } from '#sdk/plain-language.ts'
import { useApp } from '../app-context.ts'

export function usePlainClient() {
  const { client } = useApp()
  return useMemo(() => createPlainLanguageClient(client.http), [client])
}
