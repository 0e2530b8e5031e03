import { useMemo } from 'react'
import { createExchangeClient, type ExchangeClient } from '#sdk/exchange.ts'
import { useApp } from '../app-context.ts'

export function useExchange(): ExchangeClient {
  const { client } = useApp()
  return useMemo(() => createExchangeClient(client.http), [client])
}
