import { Trans } from '@lingui/react/macro'
import type { GuardrailVerdict } from '#wire/guardrails.ts'

/** What a check said of a text. Its reasons are a model's, in whatever language it answers. */
export function Verdict({ verdict }: { verdict: GuardrailVerdict }) {
  const { isRaised, reasons, failure } = verdict
  if (failure !== null) {
    return (
      <p className="grid gap-1 text-danger">
        <Trans>There is no verdict: the check failed.</Trans>
        <span dir="auto" lang="en">
          {failure}
        </span>
      </p>
    )
  }
  if (!isRaised) {
    return (
      <p>
        <Trans>Nothing speaks against it.</Trans>
      </p>
    )
  }
  return (
    <p className="grid grid-cols-1 gap-1 [overflow-wrap:anywhere]">
      <Trans>It speaks up:</Trans>
      {reasons.map((reason) => (
        <span key={reason} className="text-warning" dir="auto">
          {reason}
        </span>
      ))}
    </p>
  )
}
