import type { ReactNode } from 'react'
import type { Message } from '#wire/conversations.ts'
import type { TreeNode } from '../../state/message-tree.ts'
import type { Thread } from '../../state/thread.ts'

/** What an action of a message's menu may need. */
export interface MessageContext {
  message: Message
  /** Its place among the other versions. */
  node: TreeNode
  thread: Thread
  /** The text as it is copied: labelled where a label is owed. */
  text: string
  /** Shows a dialog in place of the menu, which has closed; null takes it away and gives the focus back. */
  show: (panel: ReactNode) => void
}
