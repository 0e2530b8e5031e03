import { Trans, useLingui } from '@lingui/react/macro'
import { type DragEvent, useRef, useState } from 'react'
import { Button } from '../../ui/Button.tsx'

interface DropFileProps {
  /** Of the file that was chosen; null: none yet. */
  name: string | null
  isBusy: boolean
  onFile: (file: File) => void
}

/** A place for one file: dropped, or chosen with a button that a keyboard reaches. */
export function DropFile({ name, isBusy, onFile }: DropFileProps) {
  const { t } = useLingui()
  const input = useRef<HTMLInputElement>(null)
  const [isOver, setIsOver] = useState(false)

  function drop(event: DragEvent) {
    event.preventDefault()
    setIsOver(false)
    const [file] = event.dataTransfer.files
    if (file && !isBusy) onFile(file)
  }

  return (
    // Dropping is for a mouse; the button does the same for everybody.
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions
    <div
      className={`grid justify-items-center gap-3 rounded-lg border border-dashed px-4 py-6 text-center text-sm ${isOver ? 'border-sea bg-sea-soft' : 'border-line'}`}
      onDragLeave={() => setIsOver(false)}
      onDragOver={(event) => {
        event.preventDefault()
        setIsOver(true)
      }}
      onDrop={drop}
    >
      {name === null ? (
        <p>
          <Trans>Drop a ZIP, JSON or Markdown file here, or choose one.</Trans>
        </p>
      ) : (
        <p className="font-medium text-ink">
          <bdi>{name}</bdi>
        </p>
      )}
      <Button disabled={isBusy} icon="attach" onClick={() => input.current?.click()}>
        {name === null ? t`Choose a file` : t`Choose another file`}
      </Button>
      <input
        accept=".zip,.json,.jsonl,.md,.markdown,application/zip,application/json,text/markdown"
        aria-label={t`File with conversations`}
        className="sr-only"
        onChange={({ target }) => {
          const [file] = target.files ?? []
          if (file) onFile(file)
          // So that the same file can be chosen again.
          target.value = ''
        }}
        ref={input}
        tabIndex={-1}
        type="file"
      />
    </div>
  )
}
