import { Trans, useLingui } from '@lingui/react/macro'
import { useEffect, type ReactNode } from 'react'
import { useStore } from '../../state/external-store.ts'
import { ownNameOf } from '../../i18n/languages.ts'
import { Icon, type IconName } from '../../ui/Icon.tsx'
import { IconButton } from '../../ui/IconButton.tsx'
import { useApp } from '../app-context.ts'
import type { ComposerHandle } from '../composer-handle.ts'
import { composingOf } from './composing-of.ts'

/** Who answers this message, and in which language, where it is another than usually, and by which preset the conversation goes. */
export function ChosenFor({ composer }: { composer: ComposerHandle }) {
  const { models } = useApp()
  const { t } = useLingui()
  const { modelId, replyLang } = composer.draft
  const model = useStore(models.state).models.find(({ id }) => id === modelId)
  return (
    <ul className="flex flex-wrap gap-1 px-1 pb-1">
      <PresetChip composer={composer} />
      {modelId !== null && (
        <Chip
          icon="model"
          label={t`Answer as usual`}
          onRemove={() => composer.change({ modelId: null })}
        >
          <Trans>
            This message goes to <bdi>{model?.name ?? modelId}</bdi>
          </Trans>
        </Chip>
      )}
      {replyLang !== null && (
        <Chip
          icon="language"
          label={t`Answer as usual`}
          onRemove={() => composer.change({ replyLang: null })}
        >
          <Trans>
            Language of this answer: <bdi lang={replyLang}>{ownNameOf(replyLang)}</bdi>
          </Trans>
        </Chip>
      )}
    </ul>
  )
}

function PresetChip({ composer }: { composer: ComposerHandle }) {
  const app = useApp()
  const { t } = useLingui()
  const composing = composingOf(app)
  const { status, list } = useStore(composing.library)
  const { models } = useStore(app.models.state)
  const { presetId } = composer
  useEffect(() => {
    if (presetId !== null && composing.library.get().status !== 'ready') {
      void composing.loadLibrary()
    }
  }, [composing, presetId])
  if (presetId === null || status === 'loading') return null
  const preset = list.items.find(({ id }) => id === presetId)
  const modelId = preset?.content.kind === 'preset' ? preset.content.modelId : null
  const isModelGone = modelId !== null && !models.some(({ id }) => id === modelId)
  return (
    <Chip
      icon="settings"
      label={t`Go on without the preset`}
      onRemove={() => composer.choosePreset(null, null)}
    >
      {!preset && <Trans>The preset of this conversation is not there any more</Trans>}
      {preset && !isModelGone && (
        <Trans>
          Preset: <bdi>{preset.title}</bdi>
        </Trans>
      )}
      {preset && isModelGone && (
        <Trans>
          Preset: <bdi>{preset.title}</bdi>. Its model, <bdi>{modelId}</bdi>, is not there any more;
          another one answers.
        </Trans>
      )}
    </Chip>
  )
}

interface ChipProps {
  icon: IconName
  /** What its button does. */
  label: string
  onRemove: () => void
  children: ReactNode
}

function Chip({ icon, label, onRemove, children }: ChipProps) {
  return (
    <li className="flex min-w-0 items-center gap-2 rounded-lg bg-sea-soft ps-2.5 forced-colors:border text-sm text-sea-ink">
      <Icon name={icon} size={16} />
      <span className="min-w-0 py-1">{children}</span>
      <IconButton icon="close" label={label} onClick={onRemove} />
    </li>
  )
}
