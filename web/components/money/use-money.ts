import { useMemo } from 'react'
import { createMoneyClient, type MoneyClient } from '#sdk/money.ts'
import { useApp } from '../app-context.ts'

export function useMoney(): MoneyClient {
  const { client } = useApp()
  return useMemo(() => createMoneyClient(client.http), [client])
}
