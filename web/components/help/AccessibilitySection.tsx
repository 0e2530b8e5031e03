import { Trans, useLingui } from '@lingui/react/macro'
import { Link } from 'wouter'
import { useStore } from '../../state/external-store.ts'
import { READING_MODES } from '../../state/preferences.ts'
import { Button } from '../../ui/Button.tsx'
import { useApp } from '../app-context.ts'
import { OfflineSwitch } from './OfflineSwitch.tsx'
import { ShortcutSwitch } from './ShortcutSwitch.tsx'

/** Of the settings: what is read aloud to a screen reader, and the keys. */
export function AccessibilitySection() {
  const { overlay } = useApp()
  return (
    <div className="grid gap-6">
      <ReadingField />
      <div className="grid gap-2">
        <h4 className="text-sm font-medium">
          <Trans>Keyboard shortcuts</Trans>
        </h4>
        <ShortcutSwitch />
        <div>
          <Button onClick={() => overlay.set('help')}>
            <Trans>Show the keyboard shortcuts</Trans>
          </Button>
        </div>
      </div>
      <OfflineSwitch />
      <p className="text-sm">
        <Link className="text-sea-ink underline" href="/accessibility">
          <Trans>Accessibility statement</Trans>
        </Link>
      </p>
    </div>
  )
}

function ReadingField() {
  const { t } = useLingui()
  const { reading } = useApp()
  const mode = useStore(reading.mode)
  const names = {
    sentences: t`Each sentence as soon as it is finished`,
    end: t`Only that an answer begins and that it is complete`,
    nothing: t`Nothing`,
  }
  return (
    <fieldset>
      <legend className="mb-1.5 text-sm font-medium">
        <Trans>What a screen reader says while an answer is written</Trans>
      </legend>
      {READING_MODES.map((each) => (
        <label className="flex min-h-(--control) items-center gap-3 text-sm" key={each}>
          <input
            checked={mode === each}
            className="size-5 accent-sea"
            name="reading"
            onChange={() => reading.choose(each)}
            type="radio"
          />
          {names[each]}
        </label>
      ))}
    </fieldset>
  )
}
