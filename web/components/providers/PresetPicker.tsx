import { Trans, useLingui } from '@lingui/react/macro'
import { useState, type ReactNode } from 'react'
import type { ProviderPreset } from '#wire/providers.ts'
import { Icon } from '../../ui/Icon.tsx'
import { whereComputed, type Where } from '../catalogue/where-computed.ts'

interface PresetPickerProps {
  presets: readonly ProviderPreset[]
  /** Null: any other server that speaks a wire that we know. */
  onPick: (preset: ProviderPreset | null) => void
}

/** Who is to be added: names, and where they compute. The nearest come first. */
export function PresetPicker({ presets, onPick }: PresetPickerProps) {
  const { t } = useLingui()
  const [text, setText] = useState('')
  const wanted = text.trim().toLowerCase()
  const found = presets.filter(({ name, title, tags }) =>
    `${name} ${title} ${tags.operator ?? ''}`.toLowerCase().includes(wanted),
  )
  const groups: { name: string; presets: ProviderPreset[] }[] = [
    { name: t`Under European law`, presets: found.filter((one) => isOf(one, ['eu'])) },
    { name: t`Your own machines`, presets: found.filter((one) => isOf(one, ['own'])) },
    { name: t`Elsewhere`, presets: found.filter((one) => isOf(one, ['elsewhere', 'unknown'])) },
  ]
  return (
    <div className="grid gap-6">
      <search className="relative block max-w-md">
        <span className="pointer-events-none absolute inset-y-0 start-3 grid items-center text-ink-muted">
          <Icon name="search" />
        </span>
        <input
          aria-label={t`Search the providers`}
          className="field ps-10"
          dir="auto"
          onChange={({ target }) => setText(target.value)}
          placeholder={t`Mistral, Azure, Ollama…`}
          type="search"
          value={text}
        />
      </search>
      {groups
        .filter((group) => group.presets.length > 0)
        .map((group) => (
          <section key={group.name}>
            <h2 className="mb-2 text-sm font-medium text-ink-muted">{group.name}</h2>
            <ul className="grid grid-cols-[repeat(auto-fill,minmax(min(15rem,100%),1fr))] gap-3">
              {group.presets.map((preset) => (
                <li key={preset.name}>
                  <Choice
                    detail={<PlaceOf preset={preset} />}
                    name={preset.title}
                    onPick={() => onPick(preset)}
                  />
                </li>
              ))}
            </ul>
          </section>
        ))}
      <section>
        <h2 className="mb-2 text-sm font-medium text-ink-muted">
          <Trans>Anything else</Trans>
        </h2>
        <div className="grid grid-cols-[repeat(auto-fill,minmax(min(15rem,100%),1fr))]">
          <Choice
            detail={
              <Trans>Any server that speaks OpenAI’s, Anthropic’s or another known API</Trans>
            }
            name={t`Another server`}
            onPick={() => onPick(null)}
          />
        </div>
      </section>
    </div>
  )
}

function isOf({ tags }: ProviderPreset, places: Where[]): boolean {
  // Whose law holds is known beforehand; where it is computed, often only region by region.
  return places.includes(whereComputed({ ...tags, dataZone: null }))
}

interface ChoiceProps {
  name: string
  detail: ReactNode
  onPick: () => void
}

function Choice({ name, detail, onPick }: ChoiceProps) {
  return (
    <button
      className="flex h-full w-full items-start gap-3 rounded-lg border border-line bg-surface p-3 text-start transition-colors hover:border-line-strong hover:bg-hover"
      onClick={onPick}
      type="button"
    >
      <span className="min-w-0 grow">
        <span className="block text-sm font-medium">{name}</span>
        <span className="block text-xs text-ink-muted">{detail}</span>
      </span>
      <span className="mt-0.5 text-ink-muted">
        <Icon name="chevron-end" />
      </span>
    </button>
  )
}

function PlaceOf({ preset: { tags, regions } }: { preset: ProviderPreset }) {
  const { i18n } = useLingui()
  if (tags.isOwnHardware) return <Trans>on your own hardware</Trans>
  const list = new Intl.ListFormat(i18n.locale, { type: 'disjunction' })
  const names = new Intl.DisplayNames(i18n.locale, { type: 'region' })
  const nameOf = (area: string) => names.of(area.toUpperCase()) ?? area
  // Regions whose names are a cloud's own say nothing to whoever has no account there.
  if (regions.length > 1 && regions.every((name) => name.length === 2)) {
    const places = list.format(regions.map(nameOf))
    return <Trans>computed, as you choose: {places}</Trans>
  }
  const area = tags.dataZone
  if (area !== null) {
    const place = tags.region === null ? nameOf(area) : `${nameOf(area)} (${tags.region})`
    return <Trans>computed: {place}</Trans>
  }
  return <Trans>computed where your account says</Trans>
}
