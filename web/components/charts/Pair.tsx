import { Trans } from '@lingui/react/macro'

/** A name and its value; what stands between them is a matter of language. */
export function Pair({ name, value }: { name: string; value: string }) {
  return (
    <Trans>
      {name}: {value}
    </Trans>
  )
}
