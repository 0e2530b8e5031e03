import { CopyButton } from '../CopyButton.tsx'

/** By what programs know it, to be copied. */
export function IdLine({ id }: { id: string }) {
  return (
    <p className="flex items-center gap-1 font-mono text-sm" dir="ltr" translate="no">
      <span className="[overflow-wrap:anywhere]">{id}</span>
      <CopyButton text={id} />
    </p>
  )
}
