import { Trans, useLingui } from '@lingui/react/macro'
import { Link } from 'wouter'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { LinkButton } from '../shell/LinkButton.tsx'

/** Nothing can be called yet: the three ways to change that. */
export function NoModels({ hasDownloads }: { hasDownloads: boolean }) {
  const { t } = useLingui()
  return (
    <EmptyState
      action={
        <LinkButton href="/admin/providers/new" icon="add" look="primary">
          <Trans>Add a provider</Trans>
        </LinkButton>
      }
      icon="model"
      title={t`No model yet`}
    >
      <p>
        <Trans>There are three ways to get one:</Trans>
      </p>
      <ol className="mt-3 grid list-decimal gap-2 ps-6 text-start">
        <li>
          <Trans>
            <Link className="text-sea-ink underline" href="/admin/providers/new">
              Add a provider
            </Link>{' '}
            with its key, such as Mistral, Scaleway or your own Azure.
          </Trans>
        </li>
        <li>
          {hasDownloads ? (
            <Trans>Fetch a model to this machine, from the list below. No key is needed.</Trans>
          ) : (
            <Trans>
              Start Galerne without <code className="font-mono">--no-model</code>: then it fetches a
              model of its own. No key is needed.
            </Trans>
          )}
        </li>
        <li>
          <Trans>
            Write your providers into <code className="font-mono">galerne.yaml</code>, for a set-up
            that can be repeated.
          </Trans>
        </li>
      </ol>
    </EmptyState>
  )
}
