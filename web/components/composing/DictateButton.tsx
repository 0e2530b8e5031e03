import { Trans, useLingui } from '@lingui/react/macro'
import { useEffect, useState } from 'react'
import { useStore } from '../../state/external-store.ts'
import { createKeyValueStorage } from '../../state/storage.ts'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { IconButton } from '../../ui/IconButton.tsx'
import { useApp } from '../app-context.ts'
import type { ComposerHandle } from '../composer-handle.ts'
import { useTask } from '../use-task.ts'
import { composingOf } from './composing-of.ts'
import { DictationLine } from './DictationLine.tsx'
import { canHear, fetchHearing } from './hear.ts'
import { useDictation, type Dictation } from './use-dictation.ts'

/** Whether somebody has read here where their voice may go. */
const AGREED = 'dictation-agreed'

const storage = createKeyValueStorage(() => window.localStorage)

/** Speaks a message in place of typing it: where the organisation allows it, and the browser can. */
export function DictateButton({ composer }: { composer: ComposerHandle }) {
  const { t } = useLingui()
  const composing = composingOf(useApp())
  const settings = useStore(composing.settings)
  const dictation = useDictation(composer)
  const [isAsking, setIsAsking] = useState(false)
  useEffect(() => void (canHear() && composing.loadSettings()), [composing])
  if (!settings?.isDictationAllowed || !canHear()) return null
  const { isHearing } = dictation

  async function press() {
    if (isHearing) return dictation.stop()
    const place = await dictation.findPlace()
    if (place === 'device' || storage.get(AGREED) !== null) dictation.start(place)
    else setIsAsking(true)
  }

  return (
    <>
      <IconButton
        aria-pressed={isHearing}
        icon="microphone"
        label={isHearing ? t`Stop dictating` : t`Dictate`}
        onClick={() => void press()}
      />
      <DictationLine dictation={dictation} />
      {isAsking && <Notice dictation={dictation} onClose={() => setIsAsking(false)} />}
    </>
  )
}

/** Before the first word: who may hear it. */
function Notice({ dictation, onClose }: { dictation: Dictation; onClose: () => void }) {
  const { t } = useLingui()
  const { run, isRunning } = useTask()
  const isToFetch = dictation.place === 'download'
  function start(place: Dictation['place']) {
    if (place !== 'device') storage.set(AGREED, 'yes')
    onClose()
    dictation.start(place)
  }
  return (
    <Dialog
      actions={
        <>
          <Button onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
          {isToFetch && (
            <Button
              isBusy={isRunning}
              onClick={() =>
                void run(async () =>
                  start((await fetchHearing(dictation.lang)) ? 'device' : 'service'),
                )
              }
            >
              <Trans>Keep my voice on this device</Trans>
            </Button>
          )}
          <Button look="primary" onClick={() => start('service')}>
            <Trans>Dictate</Trans>
          </Button>
        </>
      }
      closeLabel={t`Close`}
      onClose={onClose}
      title={t`Where your voice goes`}
    >
      <p>
        <Trans>
          Your browser turns what you say into text. Some browsers send your voice to their maker
          for that, who may be outside the European Union. Galerne gets the text alone, once you
          send it.
        </Trans>
      </p>
      {isToFetch && (
        <p className="mt-3">
          <Trans>
            This browser can also do it by itself. It then downloads what it needs for your
            language, once.
          </Trans>
        </p>
      )}
    </Dialog>
  )
}
