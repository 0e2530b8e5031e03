import { Trans, useLingui } from '@lingui/react/macro'
import { useEffect, useId, useState } from 'react'
import { ApiFailure } from '#sdk/api-failure.ts'
import type { RecipientList } from '#wire/sharing.ts'
import { Icon } from '../../ui/Icon.tsx'
import { IconButton } from '../../ui/IconButton.tsx'
import { TextField } from '../../ui/TextField.tsx'
import { useSharing } from './use-sharing.ts'

export type Named = RecipientList['recipients'][number]

interface RecipientPickerProps {
  chosen: readonly Named[]
  onChange: (chosen: readonly Named[]) => void
}

const AFTER_TYPING_MS = 200
const FEWEST_LETTERS = 2

/** One types a part of a name and takes those that fit: plain checkboxes, so that any keyboard and screen reader knows how. */
export function RecipientPicker({ chosen, onChange }: RecipientPickerProps) {
  const { t } = useLingui()
  const [q, setQ] = useState('')
  const found = useFound(q)
  const isChosen = (one: Named) => chosen.some((other) => other.id === one.id)
  const toggle = (one: Named) =>
    onChange(isChosen(one) ? chosen.filter((other) => other.id !== one.id) : [...chosen, one])
  return (
    <div className="grid gap-2">
      <TextField
        autoComplete="off"
        hint={t`At least two letters of a name or an address.`}
        label={t`Look for people and groups`}
        onChange={({ target }) => setQ(target.value)}
        type="search"
        value={q}
      />
      {chosen.length > 0 && (
        <ul aria-label={t`Chosen`} className="flex flex-wrap gap-2">
          {chosen.map((one) => (
            <Chip key={one.id} one={one} onRemove={() => toggle(one)} />
          ))}
        </ul>
      )}
      <output className="sr-only">
        {found !== null && (
          <Trans comment="How many people and groups fit what was typed">
            Found: {found.length}
          </Trans>
        )}
      </output>
      {found !== null && (
        <ul className="max-h-44 overflow-y-auto rounded-md border border-line bg-surface p-1 text-sm">
          {found.length === 0 && (
            <li className="px-2 py-2 text-ink-muted">
              <Trans>Nobody here has such a name.</Trans>
            </li>
          )}
          {found.map((one) => (
            <Found key={one.id} one={one} isChosen={isChosen(one)} onToggle={() => toggle(one)} />
          ))}
        </ul>
      )}
    </div>
  )
}

function Found(props: { one: Named; isChosen: boolean; onToggle: () => void }) {
  const { one, isChosen, onToggle } = props
  const id = useId()
  return (
    <li className="flex items-center gap-2.5 rounded-md px-2 text-ink hover:bg-hover">
      <input
        checked={isChosen}
        className="size-4 shrink-0"
        id={id}
        onChange={onToggle}
        type="checkbox"
      />
      <label className="flex min-h-(--control) grow items-center gap-2" htmlFor={id}>
        <Icon name={one.kind === 'group' ? 'group' : 'person'} size={16} />
        <span>
          <bdi>{one.name}</bdi>{' '}
          {one.kind === 'group' ? (
            <span className="text-ink-muted">
              <Trans comment="A group of people">Group</Trans>
            </span>
          ) : (
            one.note !== null && <bdi className="text-ink-muted">{one.note}</bdi>
          )}
        </span>
      </label>
    </li>
  )
}

function Chip({ one, onRemove }: { one: Named; onRemove: () => void }) {
  const { t } = useLingui()
  const { name } = one
  return (
    <li className="flex items-center gap-1 rounded-full border border-line bg-sea-soft ps-3 text-sm text-sea-ink">
      <bdi>{name}</bdi>
      <IconButton icon="close" label={t`Leave out ${name}`} onClick={onRemove} />
    </li>
  )
}

/** Null: nothing is looked for. */
function useFound(q: string): readonly Named[] | null {
  const client = useSharing()
  const [found, setFound] = useState<readonly Named[] | null>(null)
  const wanted = q.trim()
  const isLong = wanted.length >= FEWEST_LETTERS
  useEffect(() => {
    if (!isLong) return undefined
    const controller = new AbortController()
    const look = async () => {
      try {
        const next = await client.findRecipients(wanted, controller.signal)
        if (!controller.signal.aborted) setFound(next)
      } catch (error) {
        if (!controller.signal.aborted && !(error instanceof ApiFailure)) throw error
      }
    }
    const timer = setTimeout(() => void look(), AFTER_TYPING_MS)
    return () => {
      clearTimeout(timer)
      controller.abort()
    }
  }, [client, isLong, wanted])
  return isLong ? found : null
}
