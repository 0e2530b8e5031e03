import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { useRef, useState } from 'react'
import { ApiFailure } from '#sdk/api-failure.ts'
import type { LibraryFile, LibraryImport } from '#wire/library.ts'
import { Button } from '../../ui/Button.tsx'
import { useApp } from '../app-context.ts'
import { composingOf } from '../composing/composing-of.ts'
import { FailureNotice } from '../FailureNotice.tsx'
import { useTask } from '../use-task.ts'

/** The library as a file: to be kept, or handed to somebody else. */
export function FileButtons() {
  const { t } = useLingui()
  const composing = composingOf(useApp())
  const { run, isRunning, failure } = useTask()
  const [taken, setTaken] = useState<LibraryImport | null>(null)
  const input = useRef<HTMLInputElement>(null)

  const take = (file: File) =>
    run(async () => {
      setTaken(null)
      const content = await readFile(file, t`This file is not a library: nothing was taken in.`)
      setTaken(await composing.client.importLibrary(content))
      await composing.loadLibrary()
    })

  return (
    <div className="grid gap-2 border-t border-line pt-4 text-sm">
      <div className="flex flex-wrap gap-2">
        <a
          className="inline-flex min-h-(--control) items-center rounded-md border border-line bg-surface px-4 py-1 font-medium text-ink hover:bg-hover"
          download
          href={composing.client.libraryFile()}
        >
          <Trans>Save all as a file</Trans>
        </a>
        <Button isBusy={isRunning} onClick={() => input.current?.click()}>
          <Trans>Take in a file…</Trans>
        </Button>
        <input
          accept=".json,application/json"
          aria-label={t`A library as a file`}
          hidden
          onChange={({ target }) => {
            const [file] = target.files ?? []
            target.value = ''
            if (file) void take(file)
          }}
          ref={input}
          type="file"
        />
      </div>
      {taken && (
        <output>
          <Plural value={taken.added} one="# was added." other="# were added." />{' '}
          {taken.present > 0 && (
            <Plural
              value={taken.present}
              one="# was there already."
              other="# were there already."
            />
          )}
        </output>
      )}
      {failure && <FailureNotice code={failure.code} detail={failure.message} />}
    </div>
  )
}

/** What the file holds; the server says what is wrong with it. */
async function readFile(file: File, problem: string): Promise<LibraryFile> {
  try {
    return JSON.parse(await file.text())
  } catch {
    throw new ApiFailure('invalid_request', problem)
  }
}
