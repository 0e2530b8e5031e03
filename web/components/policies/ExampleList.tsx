import { Trans, useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import type { ExampleOutcome, PolicyCheck, PolicyExample } from '#wire/policy.ts'
import { Badge } from '../../ui/Badge.tsx'
import { Button } from '../../ui/Button.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { IconButton } from '../../ui/IconButton.tsx'
import { CLASSES } from '../classification/class-texts.ts'
import { ExampleDialog } from './ExampleDialog.tsx'
import type { DocumentProps } from './GeneralFields.tsx'

interface ExampleListProps extends DocumentProps {
  check: PolicyCheck | undefined
}

/** “May X do Y with Z?”: answered as expected, or no change of the rules goes live. */
export function ExampleList({ document, isReadOnly, onChange, check }: ExampleListProps) {
  const { t } = useLingui()
  const { examples } = document
  const [isOpen, setIsOpen] = useState(false)
  const add = (example: PolicyExample) => {
    onChange({ examples: [...examples.filter(({ name }) => name !== example.name), example] })
    setIsOpen(false)
  }
  const adding = !isReadOnly && (
    <Button icon="add" onClick={() => setIsOpen(true)}>
      <Trans>Add an example</Trans>
    </Button>
  )
  return (
    <div className="grid gap-3">
      {examples.length === 0 ? (
        <EmptyState action={adding} icon="check" title={t`No examples yet`}>
          <Trans>
            Write down what must stay allowed, and what must stay forbidden. No change of the rules
            goes live that breaks one of them.
          </Trans>
        </EmptyState>
      ) : (
        <>
          <ul className="divide-y divide-line rounded-lg border border-line">
            {examples.map((example) => (
              <ExampleRow
                key={example.name}
                example={example}
                outcome={check?.examples.find(({ name }) => name === example.name)}
                onRemove={
                  isReadOnly
                    ? undefined
                    : () => onChange({ examples: examples.filter((one) => one !== example) })
                }
              />
            ))}
          </ul>
          <div>{adding}</div>
        </>
      )}
      {isOpen && <ExampleDialog onAdd={add} onClose={() => setIsOpen(false)} />}
    </div>
  )
}

interface ExampleRowProps {
  example: PolicyExample
  outcome: ExampleOutcome | undefined
  onRemove: (() => void) | undefined
}

function ExampleRow({ example, outcome, onRemove }: ExampleRowProps) {
  const { t, i18n } = useLingui()
  const { name, expected, classification, action } = example
  const isMet = outcome && outcome.answered === outcome.expected
  return (
    <li className="flex flex-wrap items-start justify-between gap-3 px-4 py-3 text-sm">
      <span className="min-w-0">
        <bdi className="font-medium">{name}</bdi>
        <span className="block text-xs text-ink-muted">
          <span className="font-mono">{action}</span> · {i18n._(CLASSES[classification].name)} ·{' '}
          {expected === 'allow' ? <Trans>allowed</Trans> : <Trans>denied</Trans>}
        </span>
        {outcome && !isMet && (
          <span className="block text-xs text-danger" lang="en">
            {outcome.reason}
          </span>
        )}
      </span>
      <span className="flex items-center gap-2">
        {outcome && (
          <Badge icon={isMet ? 'success' : 'danger'} look={isMet ? 'success' : 'danger'}>
            {isMet ? <Trans>as expected</Trans> : <Trans>not as expected</Trans>}
          </Badge>
        )}
        {onRemove && (
          <IconButton icon="trash" label={t`Remove the example ${name}`} onClick={onRemove} />
        )}
      </span>
    </li>
  )
}
