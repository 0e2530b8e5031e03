import { useLingui } from '@lingui/react/macro'
import { useEffect } from 'react'
import type { LibraryItem } from '#wire/library.ts'
import type { ModelInfo } from '#wire/models.ts'
import { useStore } from '../../state/external-store.ts'
import type { IconName } from '../../ui/Icon.tsx'
import { useApp } from '../app-context.ts'
import { composingOf } from './composing-of.ts'
import { rankOf, type Trigger } from './find-trigger.ts'
import { useBuiltIn, type BuiltIn } from './use-built-in.ts'

/** One line of the list. */
export interface Choice {
  id: string
  icon: IconName
  /** With its sign: `/translate`. */
  name: string
  title: string
  detail: string
  /** Smaller is better: 0 for favourites. */
  weight: number
  what:
    | { kind: 'prompt'; item: LibraryItem }
    | { kind: 'built-in'; prompt: BuiltIn }
    | { kind: 'preset'; item: LibraryItem }
    | { kind: 'model'; model: ModelInfo }
    | { kind: 'library' }
}

const MAX_CHOICES = 12

/** What may be meant by what was typed, the likeliest first. */
export function useChoices(trigger: Trigger | undefined): Choice[] {
  const app = useApp()
  const { t } = useLingui()
  const composing = composingOf(app)
  const { list, status } = useStore(composing.library)
  const { models } = useStore(app.models.state)
  const builtIn = useBuiltIn()
  useEffect(() => {
    if (composing.library.get().status !== 'ready') void composing.loadLibrary()
  }, [composing])
  if (!trigger) return []
  const items = list.items.map((item) => toChoice(item, t))
  const offered =
    trigger.kind === '@'
      ? [...models.map(ofModel), ...items.filter(({ what }) => what.kind === 'preset')]
      : [
          ...items.filter(({ what }) => what.kind === 'prompt'),
          // A prompt of one's own, or of the organisation, takes the place of ours.
          ...(status === 'loading' ? [] : withoutKnown(builtIn, list.items).map(ofBuiltIn)),
        ]
  const found = offered
    .map((choice) => ({
      choice,
      rank: rankOf(trigger.query, [choice.name.slice(1), choice.title]),
    }))
    .filter(({ rank }) => rank !== undefined)
    .toSorted((a, b) => (a.rank ?? 9) - (b.rank ?? 9) || a.choice.weight - b.choice.weight)
    .map(({ choice }) => choice)
    .slice(0, MAX_CHOICES)
  return trigger.kind === '/' ? [...found, libraryChoice(t`Open the prompt library`)] : found
}

function withoutKnown(builtIn: BuiltIn[], items: readonly LibraryItem[]): BuiltIn[] {
  const known = new Set(items.map(({ command }) => command))
  return builtIn.filter(({ command }) => !known.has(command))
}

function toChoice(item: LibraryItem, t: ReturnType<typeof useLingui>['t']): Choice {
  const { id, command, title, description, scope, groupName, isFavourite, content } = item
  const whose = { own: t`Yours`, group: groupName ?? '', organisation: t`For everybody` }[scope]
  const isPrompt = content.kind === 'prompt'
  return {
    id,
    icon: isFavourite ? 'star' : isPrompt ? 'book' : 'settings',
    name: `${isPrompt ? '/' : '@'}${command}`,
    title,
    detail: [whose, description].filter((text) => text !== '').join(' · '),
    weight: isFavourite ? 0 : 1,
    what: { kind: content.kind, item },
  }
}

function ofBuiltIn(prompt: BuiltIn): Choice {
  const { command, title, description } = prompt
  return {
    id: `built-in-${command}`,
    icon: 'book',
    name: `/${command}`,
    title,
    detail: description,
    weight: 2,
    what: { kind: 'built-in', prompt },
  }
}

function ofModel(model: ModelInfo): Choice {
  return {
    id: `model-${model.id}`,
    icon: 'model',
    name: `@${model.id}`,
    title: model.name,
    detail: '',
    weight: model.isDefault ? 1 : 2,
    what: { kind: 'model', model },
  }
}

function libraryChoice(title: string): Choice {
  return {
    id: 'library',
    icon: 'search',
    name: '',
    title,
    detail: '',
    weight: 9,
    what: { kind: 'library' },
  }
}
