import { useCallback, useMemo } from 'react'
import { createCatalogueClient, type CatalogueClient } from '#sdk/catalogue.ts'
import type { Catalogue } from '#wire/catalogue.ts'
import { useApp } from '../app-context.ts'
import { useRemote, type Remote } from '../shell/use-remote.ts'

/** Health and downloads change while one looks. */
const REFRESH_MS = 4_000

export function useCatalogueClient(): CatalogueClient {
  const { client } = useApp()
  return useMemo(() => createCatalogueClient(client.http), [client])
}

export function useCatalogue(): Remote<Catalogue> {
  const client = useCatalogueClient()
  const load = useCallback((signal: AbortSignal) => client.getCatalogue(signal), [client])
  return useRemote(load, REFRESH_MS)
}
