import { plural } from '@lingui/core/macro'
import { useLingui } from '@lingui/react/macro'
import { useLocation } from 'wouter'
import { ApiFailure } from '#sdk/api-failure.ts'
import { useApp } from '../app-context.ts'
import { useToast } from '../shell/Toasts.tsx'
import { changeConversations } from './change-conversations.ts'

/** Deletes conversations at once, and for a moment offers to undo it; after that they are among the recently deleted. */
export function useDelete(): (ids: readonly string[]) => Promise<void> {
  const { t } = useLingui()
  const app = useApp()
  const say = useToast()
  const [path, navigate] = useLocation()

  async function restore(ids: string[]) {
    await changeConversations(app, { change: 'restore', ids })
    if (ids.length === 1) navigate(`/c/${ids[0]}`)
  }

  return async (ids) => {
    try {
      const gone = await changeConversations(app, { change: 'delete', ids: [...ids] })
      if (gone.some((id) => path === `/c/${id}`)) navigate('/')
      // The row that had the focus has gone.
      else if (document.activeElement === document.body) focusList()
      say(
        t({
          message: plural(gone.length, {
            one: 'The conversation was deleted.',
            other: '# conversations were deleted.',
          }),
        }),
        { name: t`Undo`, onAction: () => void restore(gone) },
      )
    } catch (error) {
      if (!(error instanceof ApiFailure)) throw error
      say(t`It could not be deleted. Try again.`)
    }
  }
}

function focusList(): void {
  document.querySelector<HTMLElement>('#new-chat')?.focus()
}
