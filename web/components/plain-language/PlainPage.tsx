import { Trans, useLingui } from '@lingui/react/macro'
import { useCallback } from 'react'
import { Link, useLocation } from 'wouter'
import { TextTools } from '../language/TextTools.tsx'
import { PageFrame } from '../shell/PageFrame.tsx'
import { PageTitle } from '../shell/PageTitle.tsx'
import { RemoteStatus } from '../shell/RemoteStatus.tsx'
import { useRemote } from '../shell/use-remote.ts'
import { NewText } from './NewText.tsx'
import { TextEditor } from './TextEditor.tsx'
import { TextList } from './TextList.tsx'
import { usePlainClient } from './use-plain-client.ts'

/** Texts in plain language: all of them, or one. */
export function PlainPage({ id }: { id: string | undefined }) {
  return (
    <PageFrame>
      <TextTools />
      {id === undefined ? <Overview /> : <One id={id} key={id} />}
    </PageFrame>
  )
}

function Overview() {
  const { t } = useLingui()
  const client = usePlainClient()
  const [, navigate] = useLocation()
  const load = useCallback(
    async (signal: AbortSignal) => ({
      standards: await client.listStandards(signal),
      texts: await client.list(signal),
    }),
    [client],
  )
  const remote = useRemote(load)
  const { value } = remote
  return (
    <>
      <PageTitle title={t`Plain language`}>
        <Trans>
          A model rewrites a text so that more people understand it. You see what became easier and
          which facts were lost or added, and answer for the result.
        </Trans>
      </PageTitle>
      <RemoteStatus of={remote} />
      {value && (
        <div className="grid gap-8">
          <NewText
            onCreated={(text) => navigate(`/plain/${text.id}`)}
            standards={value.standards}
          />
          <TextList texts={value.texts} />
        </div>
      )}
    </>
  )
}

function One({ id }: { id: string }) {
  const client = usePlainClient()
  const [, navigate] = useLocation()
  const load = useCallback(
    async (signal: AbortSignal) => ({
      standards: await client.listStandards(signal),
      text: await client.get(id, signal),
    }),
    [client, id],
  )
  const remote = useRemote(load)
  const { value } = remote
  return (
    <>
      <p className="mb-2 text-sm">
        <Link className="underline underline-offset-4" href="/plain">
          <Trans>My texts</Trans>
        </Link>
      </p>
      <RemoteStatus of={remote} />
      {value && (
        <TextEditor
          first={value.text}
          onGone={() => navigate('/plain')}
          standards={value.standards}
        />
      )}
    </>
  )
}
