import { Trans, useLingui } from '@lingui/react/macro'
import { useCallback, useEffect, useState } from 'react'
import { createWordingsClient } from '#sdk/wordings.ts'
import type { WordingProposal } from '#wire/wordings.ts'
import { ownNameOf } from '../../i18n/languages.ts'
import { Button } from '../../ui/Button.tsx'
import { Spinner } from '../../ui/Spinner.tsx'
import { useApp } from '../app-context.ts'
import { FailureNotice } from '../FailureNotice.tsx'
import { useTask } from '../use-task.ts'

/** What people proposed, for whoever looks after the catalogues. */
export function WordingList() {
  const { t } = useLingui()
  const { client } = useApp()
  const { run, failure } = useTask()
  const [proposals, setProposals] = useState<readonly WordingProposal[] | null>(null)
  const wordings = createWordingsClient(client.http)
  const load = useCallback(
    () => run(async () => setProposals(await createWordingsClient(client.http).list())),
    [client, run],
  )
  useEffect(() => void load(), [load])
  if (failure) return <FailureNotice code={failure.code} detail={failure.message} />
  if (!proposals) return <Spinner />
  if (proposals.length === 0) {
    return (
      <p>
        <Trans>Nobody has proposed anything yet.</Trans>
      </p>
    )
  }
  return (
    <div className="grid gap-4">
      <p className="flex flex-wrap gap-4 text-sm">
        <a className="underline underline-offset-4" download href={wordings.poFile()}>
          <Trans>Download as PO</Trans>
        </a>
        <a className="underline underline-offset-4" download href={wordings.csvFile()}>
          <Trans>Download as CSV</Trans>
        </a>
      </p>
      <ul className="grid gap-3">
        {proposals.map(({ id, language, current, proposed, reason }) => (
          <li className="grid gap-1 rounded-md border border-line p-3 text-sm" key={id}>
            <span className="font-medium">{ownNameOf(language)}</span>
            <del dir="auto" lang={language}>
              {current}
            </del>
            <ins className="text-ink no-underline" dir="auto" lang={language}>
              {proposed}
            </ins>
            {reason !== '' && <q dir="auto">{reason}</q>}
            <span>
              <Button
                onClick={() =>
                  void run(async () => {
                    await wordings.remove(id)
                    setProposals(proposals.filter((each) => each.id !== id))
                  })
                }
              >
                {t`Take off the list`}
              </Button>
            </span>
          </li>
        ))}
      </ul>
    </div>
  )
}
