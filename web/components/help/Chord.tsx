import { useLingui } from '@lingui/react/macro'
import { Fragment } from 'react'
import { Kbd } from '../../ui/Kbd.tsx'

const isApple = /Mac|iPhone|iPad/.test(navigator.platform)

/** The keys of a shortcut, as they are written on the keyboard. */
export function Chord({ chord }: { chord: string }) {
  const { t } = useLingui()
  const names: Record<string, string> = {
    Mod: isApple ? '⌘' : t({ message: 'Ctrl', comment: 'The name of the key' }),
    Shift: t({ message: 'Shift', comment: 'The name of the key' }),
    Alt: 'Alt',
    Escape: t({ message: 'Esc', comment: 'The name of the key' }),
    Enter: t({ message: 'Enter', comment: 'The name of the key' }),
    Comma: ',',
    Period: '.',
    Slash: '/',
  }
  const keys = chord.split('+').map((key) => names[key] ?? key.replace(/^Key|^Digit/, ''))
  return (
    <span className="inline-flex shrink-0 items-center gap-1" dir="ltr" translate="no">
      {keys.map((key, at) => (
        <Fragment key={key}>
          {at > 0 && <span aria-hidden="true">+</span>}
          <Kbd>{key}</Kbd>
        </Fragment>
      ))}
    </span>
  )
}
