import { useLingui } from '@lingui/react/macro'
import type { TreeNode } from '../state/message-tree.ts'
import { IconButton } from '../ui/IconButton.tsx'

interface VersionSwitchProps {
  node: TreeNode
  onSelect: (messageId: string) => void
}

/** ‹ 2/3 ›: goes through the versions of a message. Nothing where there is only one. */
export function VersionSwitch({ node: { message, siblingIds }, onSelect }: VersionSwitchProps) {
  const { t, i18n } = useLingui()
  const at = siblingIds.indexOf(message.id)
  const count = siblingIds.length
  if (count < 2) return null

  const [shown, all] = [i18n.number(at + 1), i18n.number(count)]
  const select = (index: number) => {
    const id = siblingIds[index]
    if (id !== undefined) onSelect(id)
  }
  return (
    <fieldset aria-label={t`Versions of this message`} className="flex shrink-0 items-center">
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
