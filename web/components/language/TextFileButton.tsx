import { useLingui } from '@lingui/react/macro'
import { useRef } from 'react'
import { Button } from '../../ui/Button.tsx'
import { useApp } from '../app-context.ts'
import { FailureNotice } from '../FailureNotice.tsx'
import { useTask } from '../use-task.ts'
import { takeText } from './take-text.ts'

/** Scans of many pages take their time. */
const PATIENCE_MS = 300_000

/** Takes the words of a file that somebody chooses: a text, a letter in Word, a PDF. */
export function TextFileButton({ onRead }: { onRead: (text: string) => void }) {
  const { t } = useLingui()
  const { client } = useApp()
  const { run, isRunning, failure } = useTask()
  const input = useRef<HTMLInputElement>(null)

  function take(file: File | undefined) {
    if (!file) return
    void run(async () => {
      onRead(await takeText(client.http, file, AbortSignal.timeout(PATIENCE_MS)))
    })
  }

  return (
    <>
      <input
        aria-hidden="true"
        className="hidden"
        onChange={({ target }) => {
          take(target.files?.[0])
          target.value = ''
        }}
        ref={input}
        tabIndex={-1}
        type="file"
      />
      <div>
        <Button icon="attach" isBusy={isRunning} onClick={() => input.current?.click()}>
          {t`Take the text of a file…`}
        </Button>
      </div>
      {failure && (
        <FailureNotice code={failure.code} detail={failure.message} requestId={failure.requestId} />
      )}
    </>
  )
}
