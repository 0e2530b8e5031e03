import { Trans, useLingui } from '@lingui/react/macro'
import { useEffect, useState } from 'react'
import type { LibraryItem, LibraryVersion } from '#wire/library.ts'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { Spinner } from '../../ui/Spinner.tsx'
import { useApp } from '../app-context.ts'
import { composingOf } from '../composing/composing-of.ts'
import { FailureNotice } from '../FailureNotice.tsx'
import { useTask } from '../use-task.ts'

/** Every state that a prompt or preset has had; an older one can be taken again, as the newest. */
export function VersionsDialog({ item, onClose }: { item: LibraryItem; onClose: () => void }) {
  const { t, i18n } = useLingui()
  const composing = composingOf(useApp())
  const [versions, setVersions] = useState<readonly LibraryVersion[] | null>(null)
  const { run, failure } = useTask()
  useEffect(
    () => void run(async () => setVersions(await composing.client.listVersions(item.id))),
    [composing, item.id, run],
  )

  const takeAgain = ({ title, content }: LibraryVersion) =>
    run(async () => {
      const { command, description, lang, version } = item
      await composing.client.updateItem(item.id, {
        command,
        description,
        lang,
        title,
        content,
        version,
      })
      await composing.loadLibrary()
      onClose()
    })

  return (
    <Dialog closeLabel={t`Close`} onClose={onClose} size="wide" title={t`Versions`}>
      {failure && <FailureNotice code={failure.code} detail={failure.message} />}
      {!versions && !failure && <Spinner />}
      <ol className="grid gap-3">
        {versions?.map((each) => (
          <li className="grid gap-2 rounded-lg border border-line p-3 text-sm" key={each.version}>
            <div className="flex flex-wrap items-center gap-2">
              <p className="min-w-0 flex-1">
                <Trans>
                  Version {each.version}, {i18n.date(each.at, { dateStyle: 'medium' })}
                </Trans>
                {each.by !== null && (
                  <>
                    {' · '}
                    <bdi>{each.by}</bdi>
                  </>
                )}
              </p>
              {item.mayEdit && each.version !== item.version && (
                <Button onClick={() => void takeAgain(each)}>
                  <Trans>Take this one again</Trans>
                </Button>
              )}
            </div>
            <p className="font-medium text-ink" dir="auto">
              {each.title}
            </p>
            <pre className="font-sans whitespace-pre-wrap" dir="auto">
              {each.content.kind === 'prompt' ? each.content.text : each.content.instructions}
            </pre>
          </li>
        ))}
      </ol>
    </Dialog>
  )
}
