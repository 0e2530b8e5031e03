import { Trans, useLingui } from '@lingui/react/macro'
import { useId } from 'react'
import { Button } from '../../ui/Button.tsx'
import { Icon } from '../../ui/Icon.tsx'
import { formatJson, type JsonProblem } from './json-checks.ts'

interface JsonFieldProps {
  label: string
  hint: string
  text: string
  example: string
  check: (text: string) => JsonProblem | null
  onChange: (text: string) => void
}

/** JSON to be written by hand: checked as one types, put in order on request. */
export function JsonField({ label, hint, text, example, check, onChange }: JsonFieldProps) {
  const { t } = useLingui()
  const id = useId()
  const problem = check(text)
  return (
    <div className="grid gap-1.5 text-sm">
      <label className="font-medium" htmlFor={id}>
        {label}
      </label>
      <textarea
        aria-describedby={`${id}-hint`}
        aria-invalid={problem !== null}
        autoCapitalize="none"
        autoComplete="off"
        className="field min-h-36 resize-y font-mono text-xs leading-relaxed"
        dir="ltr"
        id={id}
        onChange={({ target }) => onChange(target.value)}
        placeholder={example}
        spellCheck={false}
        value={text}
      />
      <div id={`${id}-hint`}>
        {problem ? (
          <p className="flex items-start gap-1.5 text-danger">
            <Icon name="danger" size={16} />
            <span>
              {problem.kind === 'syntax'
                ? t`This is not JSON yet:`
                : t`This is not what it must be:`}{' '}
              <span className="font-mono text-xs" lang="en">
                {problem.detail}
              </span>
            </span>
          </p>
        ) : (
          <p className="text-ink-muted">{hint}</p>
        )}
      </div>
      <div className="flex flex-wrap gap-2">
        {text.trim() === '' ? (
          <Button onClick={() => onChange(example)}>
            <Trans>Begin with an example</Trans>
          </Button>
        ) : (
          <>
            <Button disabled={problem !== null} onClick={() => onChange(formatJson(text))}>
              <Trans>Put in order</Trans>
            </Button>
            <Button look="bare" onClick={() => onChange('')}>
              <Trans>Clear</Trans>
            </Button>
          </>
        )}
      </div>
    </div>
  )
}
