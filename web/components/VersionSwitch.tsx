import { useLingui } from '@lingui/react/macro'
import type { TreeNode } from '../state/message-tree.ts'
import type { Thread } from '../state/thread.ts'
import { IconButton } from '../ui/IconButton.tsx'

/** ‹ 2/3 ›: goes through the versions of a message. Nothing where there is only one. */
export function VersionSwitch({ node, thread }: { node: TreeNode; thread: Thread }) {
  const { t, i18n } = useLingui()
  const { message, siblingIds } = node
  const at = siblingIds.indexOf(message.id)
  const count = siblingIds.length
  if (count < 2) return null

  const [shown, all] = [i18n.number(at + 1), i18n.number(count)]
  const select = (index: number) => {
    const id = siblingIds[index]
    if (id !== undefined) thread.select(id)
  }
  return (
    <fieldset aria-label={t`Versions of this message`} className="flex items-center">
      <IconButton
        aria-disabled={at === 0}
        className="aria-disabled:opacity-40"
        icon="chevron-start"
        label={t`Previous version`}
        onClick={() => select(at - 1)}
      />
      <output aria-label={t`Version ${shown} of ${all}`} className="text-xs tabular-nums">
        {shown}/{all}
      </output>
      <IconButton
        aria-disabled={at === count - 1}
        className="aria-disabled:opacity-40"
        icon="chevron-end"
        label={t`Next version`}
        onClick={() => select(at + 1)}
      />
    </fieldset>
  )
}
