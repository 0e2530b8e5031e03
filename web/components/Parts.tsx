import { type ComponentProps, lazy } from 'react'
import type { MessagePart } from '#wire/message-parts.ts'
import { Extra } from './Extra.tsx'
import type { MessageParts } from './message/MessageParts.tsx'

const LazyParts = lazy(async () => ({
  default: (await import('./message/MessageParts.tsx')).MessageParts,
}))

interface PartsProps extends Omit<ComponentProps<typeof MessageParts>, 'parts'> {
  parts: readonly MessagePart[] | undefined
}

/** What a message has beside its text; most have nothing, and load nothing. */
export function Parts({ parts = [], ...rest }: PartsProps) {
  return (
    parts.length > 0 && (
      <Extra>
        <LazyParts parts={parts} {...rest} />
      </Extra>
    )
  )
}
