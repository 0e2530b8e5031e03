import { useLingui } from '@lingui/react/macro'
import { type ComponentProps, lazy, useState } from 'react'
import { IconButton } from '../ui/IconButton.tsx'
import { Extra } from './Extra.tsx'
import type { MessageMenu } from './message/MessageMenu.tsx'

const LazyMenu = lazy(async () => ({
  default: (await import('./message/MessageMenu.tsx')).MessageMenu,
}))

/** The button of a message's menu, which is loaded when somebody wants it. */
export function MoreActions(props: Omit<ComponentProps<typeof MessageMenu>, 'trigger' | 'onDone'>) {
  const { t } = useLingui()
  const [trigger, setTrigger] = useState<HTMLElement | null>(null)
  return (
    <>
      <IconButton
        aria-expanded={trigger !== null}
        aria-haspopup="menu"
        icon="more"
        label={t`More`}
        onClick={(event) => setTrigger(event.currentTarget)}
      />
      {trigger && (
        <Extra>
          <LazyMenu {...props} onDone={() => setTrigger(null)} trigger={trigger} />
        </Extra>
      )}
    </>
  )
}
