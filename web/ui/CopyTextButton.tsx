import { useEffect, useState } from 'react'
import { copyText } from './copy-text.ts'
import { Icon } from './Icon.tsx'

const COPIED_SHOWN_MS = 2000

interface CopyTextButtonProps {
  text: string
  label: string
  copied: string
}

/** A small button that copies, and says that it did. */
export function CopyTextButton({ text, label, copied }: CopyTextButtonProps) {
  const [isCopied, setIsCopied] = useState(false)
  useEffect(() => {
    if (!isCopied) return undefined
    const timer = setTimeout(() => setIsCopied(false), COPIED_SHOWN_MS)
    return () => clearTimeout(timer)
  }, [isCopied])
  return (
    <button type="button" onClick={() => void copyText(text).then(setIsCopied)}>
      <Icon name={isCopied ? 'check' : 'copy'} />
      <span aria-live="polite">{isCopied ? copied : label}</span>
    </button>
  )
}
