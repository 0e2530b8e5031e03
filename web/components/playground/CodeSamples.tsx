import { Trans, useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { CodeBlock } from '../../ui/CodeBlock.tsx'
import { Select } from '../../ui/Select.tsx'
import { useMarkdownLabels } from '../use-markdown-labels.ts'
import { CODE_KINDS, CODE_NAMES, writeSample, type SampleRequest } from './code-samples.ts'

/** The same call from outside, for curl and the official clients. */
export function CodeSamples({ request }: { request: SampleRequest }) {
  const { t } = useLingui()
  const labels = useMarkdownLabels()
  const [kind, setKind] = useState<(typeof CODE_KINDS)[number]>('curl')
  const { language } = CODE_NAMES[kind]
  return (
    <div className="grid min-w-0 gap-3">
      <Select
        className="max-w-80"
        label={t`Client`}
        onChange={({ target }) =>
          setKind(CODE_KINDS.find((each) => each === target.value) ?? 'curl')
        }
        options={CODE_KINDS.map((value) => ({ value, name: CODE_NAMES[value].name }))}
        value={kind}
      />
      <CodeBlock
        code={writeSample(kind, request)}
        isComplete
        labels={{
          copy: labels.copyCode,
          copied: labels.codeCopied,
          name: labels.codeIn,
        }}
        language={language}
      />
      <p className="text-sm text-ink-muted">
        <Trans>
          Put a key of Galerne into the environment variable{' '}
          <code className="font-mono">GALERNE_API_KEY</code>; the administration makes keys.
        </Trans>
      </p>
    </div>
  )
}
