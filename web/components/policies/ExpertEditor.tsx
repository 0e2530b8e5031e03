import { Trans, useLingui } from '@lingui/react/macro'
import { useId } from 'react'
import type { PolicyCheck, PolicyProblem, PolicyState } from '#wire/policy.ts'
import { CodeBlock } from '../../ui/CodeBlock.tsx'
import { Disclosure } from '../../ui/Disclosure.tsx'
import { Icon } from '../../ui/Icon.tsx'
import type { DocumentProps } from './GeneralFields.tsx'

interface ExpertEditorProps extends DocumentProps {
  state: PolicyState
  check: PolicyCheck | undefined
}

const EXAMPLE = `@id("nurses-only")
@name("Patient files are for nurses")
@reason("Ask the ward to add you to the group.")
forbid (principal, action == Action::"deployment.use", resource)
when { context.level >= 2 }
unless { principal in Group::"…" };`

/** Rules in Cedar, with what is wrong with them beside the line. */
export function ExpertEditor(props: ExpertEditorProps) {
  const { document, isReadOnly, onChange, state, check } = props
  const { t } = useLingui()
  const id = useId()
  const problems = check?.problems ?? []
  return (
    <div className="grid gap-3">
      <label className="text-sm font-medium" htmlFor={id}>
        <Trans>Expert rules, in Cedar</Trans>
      </label>
      <textarea
        aria-describedby={`${id}-problems`}
        aria-invalid={problems.length > 0}
        className="field min-h-48 font-mono text-sm whitespace-pre"
        dir="ltr"
        id={id}
        onChange={(event) => onChange({ expert: event.target.value })}
        placeholder={EXAMPLE}
        readOnly={isReadOnly}
        spellCheck={false}
        value={document.expert}
        wrap="off"
      />
      <output className="grid gap-1 text-sm" id={`${id}-problems`}>
        {problems.map((problem) => (
          <Problem key={`${problem.line} ${problem.message}`} problem={problem} isGrave />
        ))}
        {check?.doubts.map((doubt) => (
          <Problem key={`${doubt.line} ${doubt.message}`} problem={doubt} />
        ))}
        {check && problems.length === 0 && document.expert.trim() !== '' && (
          <span className="flex items-center gap-2 text-success">
            <Icon name="success" size={16} />
            <Trans>These rules can be used.</Trans>
          </span>
        )}
      </output>
      <Disclosure title={<Trans>All rules that decide, in Cedar</Trans>}>
        <Code
          code={state.rules.map(({ name, text }) => `// ${name}\n${text}`).join('\n\n')}
          label={t`Rules`}
        />
      </Disclosure>
      <Disclosure title={<Trans>What rules can speak of</Trans>}>
        <Code code={state.schema} label={t`Schema`} />
      </Disclosure>
    </div>
  )
}

function Code({ code, label }: { code: string; label: string }) {
  const { t } = useLingui()
  return (
    <CodeBlock
      code={code}
      isComplete
      labels={{ copy: t`Copy`, copied: t`Copied`, name: () => label }}
      language=""
    />
  )
}

function Problem({ problem, isGrave = false }: { problem: PolicyProblem; isGrave?: boolean }) {
  const { line, column, message, help } = problem
  return (
    <span className={`flex items-start gap-2 ${isGrave ? 'text-danger' : 'text-warning'}`}>
      <span className="mt-0.5">
        <Icon name={isGrave ? 'danger' : 'warning'} size={16} />
      </span>
      <span>
        <Trans>
          Line {line}, column {column}:
        </Trans>{' '}
        <span lang="en">
          {message} {help}
        </span>
      </span>
    </span>
  )
}
