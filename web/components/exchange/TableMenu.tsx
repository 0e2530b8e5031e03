import { useLingui } from '@lingui/react/macro'
import { OpenMenu } from '../../ui/OpenMenu.tsx'
import { useToast } from '../shell/Toasts.tsx'
import { useExport } from './use-export.ts'

const FORMATS = ['csv', 'ods', 'xlsx'] as const

interface TableMenuProps {
  messageId: string
  /** 0 is the first table of the message. */
  index: number
  trigger: HTMLElement
  onClose: () => void
}

/** One table of an answer as a file that a spreadsheet opens. */
export function TableMenu({ messageId, index, trigger, onClose }: TableMenuProps) {
  const { t } = useLingui()
  const say = useToast()
  const { start } = useExport()
  async function save(format: (typeof FORMATS)[number]) {
    if (await start({ scope: 'table', messageId, index, format })) return
    say(t`The table could not be saved.`)
  }
  return (
    <OpenMenu
      actions={FORMATS.map((format) => ({
        id: format,
        name: t`Save as ${format.toUpperCase()}`,
        icon: 'download',
        onAction: () => void save(format),
      }))}
      label={t`Save the table`}
      onClose={onClose}
      trigger={trigger}
    />
  )
}
