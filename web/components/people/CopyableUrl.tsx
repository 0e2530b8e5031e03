import { CopyButton } from '../CopyButton.tsx'

/** An address that somebody has to enter elsewhere. */
export function CopyableUrl({ url }: { url: string }) {
  return (
    <span className="flex min-w-0 items-center gap-2">
      <code
        className="min-w-0 grow rounded-md border border-line bg-canvas px-3 py-2 font-mono text-sm [overflow-wrap:anywhere] select-all"
        dir="ltr"
        translate="no"
      >
        {url}
      </code>
      <CopyButton text={url} />
    </span>
  )
}
