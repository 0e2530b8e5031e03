import { ExportDialog } from './ExportDialog.tsx'

/** Everything of one's own, as a ZIP. */
export function ExportAll({ onClose }: { onClose: () => void }) {
  return <ExportDialog onClose={onClose} target={{ scope: 'all' }} />
}
