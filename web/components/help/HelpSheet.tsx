import { Trans, useLingui } from '@lingui/react/macro'
import { useEffect, useState } from 'react'
import { loadCommands, SHORTCUTS, type Command } from '../../state/commands.ts'
import { Dialog } from '../../ui/Dialog.tsx'
import { Chord } from './Chord.tsx'
import type { OverlayProps } from './OpenOverlay.tsx'
import { ShortcutSwitch } from './ShortcutSwitch.tsx'

/** The sheet of shortcuts: what the keys do, and how to switch them off. */
export function HelpSheet({ onClose }: OverlayProps) {
  const { t, i18n } = useLingui()
  const [commands, setCommands] = useState<Command[]>([])
  useEffect(() => {
    const load = async () => setCommands(await loadCommands())
    void load()
  }, [])
  const groups = { view: t`Anywhere`, conversation: t`In a conversation`, go: t`Going somewhere` }

  return (
    <Dialog closeLabel={t`Close`} onClose={onClose} title={t`Keyboard shortcuts`}>
      <div className="grid gap-6">
        {(['view', 'conversation', 'go'] as const).map((group) => {
          const listed = commands.filter((each) => each.group === group && SHORTCUTS[each.id])
          if (listed.length === 0 && group !== 'conversation') return null
          return (
            <section key={group}>
              <h3 className="mb-1 text-sm font-medium text-ink">{groups[group]}</h3>
              <dl>
                {listed.map(({ id, label }) => (
                  <Line chord={SHORTCUTS[id] ?? ''} key={id} label={i18n._(label)} />
                ))}
                {group === 'conversation' && (
                  <>
                    <Line chord="Enter" label={t`Send the message`} />
                    <Line chord="Shift+Enter" label={t`Start a new line`} />
                    <Line chord="Escape" label={t`Close what is open`} />
                  </>
                )}
              </dl>
            </section>
          )
        })}
        <ShortcutSwitch />
        <p className="text-sm">
          <Trans>With Tab you reach everything on the page; nothing needs a mouse.</Trans>
        </p>
      </div>
    </Dialog>
  )
}

function Line({ label, chord }: { label: string; chord: string }) {
  return (
    <div className="flex items-center justify-between gap-4 border-t border-line py-2 text-sm first:border-t-0">
      <dt className="min-w-0">{label}</dt>
      <dd>
        <Chord chord={chord} />
      </dd>
    </div>
  )
}
