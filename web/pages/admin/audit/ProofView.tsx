import { Trans, useLingui } from '@lingui/react/macro'
import type { AuditEntryDetail } from '#wire/audit.ts'
import { useFormats } from '../../../components/charts/use-formats.ts'
import { Banner } from '../../../ui/Banner.tsx'
import { Disclosure } from '../../../ui/Disclosure.tsx'

/** That the entry is part of a signed checkpoint, and how anybody can see that. */
export function ProofView({ detail: { leaf, proof, entry } }: { detail: AuditEntryDetail }) {
  const { t } = useLingui()
  const formats = useFormats()
  if (!proof) {
    return (
      <Banner kind="info" title={t`This entry is not signed yet`}>
        <Trans>It will be part of the next checkpoint, within a minute.</Trans>
      </Banner>
    )
  }
  const at = formats.exactMoment(Date.parse(proof.checkpoint.at))
  if (!proof.holds) {
    return (
      <Banner kind="danger" title={t`This entry is not what was signed`}>
        <Trans>
          It, or another before it, was changed after the checkpoint of {at}. Check the whole trail
          to see which.
        </Trans>
      </Banner>
    )
  }
  const leafNumber = entry.sequence
  return (
    <div className="grid grid-cols-1 gap-3">
      <Banner kind="success" title={t`This entry is part of the signed checkpoint of ${at}`}>
        <Trans>Nothing of it was changed since.</Trans>
      </Banner>
      <Disclosure icon="shield" title={<Trans>The proof</Trans>}>
        <div className="grid grid-cols-1 gap-2 text-sm">
          <p>
            <Trans>
              RFC 6962: the hash of entry {leafNumber}, put together with these hashes one after the
              other, is the root that the checkpoint signs.
            </Trans>
          </p>
          <ol className="grid list-decimal gap-1 ps-6 text-xs" translate="no">
            {[leaf, ...proof.path].map((hash) => (
              <li key={hash}>
                <code className="[overflow-wrap:anywhere]">{hash}</code>
              </li>
            ))}
          </ol>
          <pre
            className="overflow-x-auto rounded-md bg-sunken p-3 text-xs"
            translate="no"
            // What scrolls must be reachable by keyboard.
            // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
            tabIndex={0}
          >
            {proof.checkpoint.note}
          </pre>
        </div>
      </Disclosure>
    </div>
  )
}
