import { useLingui } from '@lingui/react/macro'
import { useEffect, useState } from 'react'
import { copyText } from '../ui/copy-text.ts'
import { IconButton } from '../ui/IconButton.tsx'

const SHOWN_MS = 2_000

export function CopyButton({ text }: { text: string }) {
  const { t } = useLingui()
  const [outcome, setOutcome] = useState<'none' | 'copied' | 'refused'>('none')

  useEffect(() => {
    if (outcome === 'none') return undefined
    const timer = setTimeout(() => setOutcome('none'), SHOWN_MS)
    return () => clearTimeout(timer)
  }, [outcome])

  const labels = {
    none: t`Copy`,
    copied: t`Copied`,
    refused: t`The browser did not allow copying`,
  }
  return (
    <>
      <IconButton
        icon={outcome === 'copied' ? 'check' : 'copy'}
        label={labels[outcome]}
        onClick={() => {
          void copyText(text).then((isCopied) => setOutcome(isCopied ? 'copied' : 'refused'))
        }}
      />
      <output className="sr-only">{outcome === 'none' ? '' : labels[outcome]}</output>
    </>
  )
}
