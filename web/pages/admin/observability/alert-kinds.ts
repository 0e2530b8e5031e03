import type { MessageDescriptor } from '@lingui/core'
import { msg } from '@lingui/core/macro'
import type { AlertKind } from '#wire/alerts.ts'

interface KindWords {
  /** What is watched. */
  name: MessageDescriptor
  /** The threshold with its unit. */
  threshold: MessageDescriptor
  /** What one begins with. */
  usual: number
  /** It is taken over the last minutes. */
  hasWindow: boolean
  /** It can be about one model or one provider. */
  isNarrowed: boolean
}

export const KINDS: Record<AlertKind, KindWords> = {
  'provider-down': {
    name: msg`A provider takes no calls`,
    threshold: msg`For so many minutes`,
    usual: 1,
    hasWindow: false,
    isNarrowed: false,
  },
  'error-rate': {
    name: msg`Requests fail`,
    threshold: msg`More than so many percent`,
    usual: 5,
    hasWindow: true,
    isNarrowed: true,
  },
  latency: {
    name: msg`Answers are slow`,
    threshold: msg`5 of 100 take longer than (milliseconds)`,
    usual: 30_000,
    hasWindow: true,
    isNarrowed: true,
  },
  budget: {
    name: msg`A budget runs out`,
    threshold: msg`Used to so many percent`,
    usual: 80,
    hasWindow: false,
    isNarrowed: false,
  },
  quota: {
    name: msg`Requests are refused for a limit`,
    threshold: msg`More than so many`,
    usual: 10,
    hasWindow: true,
    isNarrowed: true,
  },
  disk: {
    name: msg`The disk gets full`,
    threshold: msg`Fewer than so many percent left`,
    usual: 10,
    hasWindow: false,
    isNarrowed: false,
  },
  'ledger-lag': {
    name: msg`The bills lag behind`,
    threshold: msg`More than so many records wait`,
    usual: 10_000,
    hasWindow: false,
    isNarrowed: false,
  },
}
