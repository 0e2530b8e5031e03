import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import type { PlaygroundPrompt } from '#wire/playground.ts'
import { Dialog } from '../../ui/Dialog.tsx'
import { Select } from '../../ui/Select.tsx'
import { CodeSamples } from './CodeSamples.tsx'

interface CodeDialogProps {
  models: readonly string[]
  prompt: PlaygroundPrompt
  onClose: () => void
}

/** The same call from one's own code. */
export function CodeDialog({ models, prompt, onClose }: CodeDialogProps) {
  const { t } = useLingui()
  const [first = ''] = models
  const [model, setModel] = useState(first)
  const names = [...new Set(models)]
  return (
    <Dialog closeLabel={t`Close`} onClose={onClose} size="wide" title={t`As code`}>
      <div className="grid gap-4">
        {names.length > 1 && (
          <Select
            className="max-w-80"
            label={t`Model`}
            onChange={({ target }) => setModel(target.value)}
            options={names.map((name) => ({ value: name, name }))}
            value={model}
          />
        )}
        <CodeSamples request={{ origin: window.location.origin, model, prompt }} />
      </div>
    </Dialog>
  )
}
