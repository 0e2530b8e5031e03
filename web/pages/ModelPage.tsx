import { Trans, useLingui } from '@lingui/react/macro'
import { Link, useRoute } from 'wouter'
import type { CatalogueModel } from '#wire/catalogue.ts'
import { CapabilityBadges } from '../components/catalogue/CatalogueCard.tsx'
import { DeploymentCard } from '../components/catalogue/DeploymentCard.tsx'
import { Fact } from '../components/catalogue/Fact.tsx'
import { LanguageList } from '../components/catalogue/LanguageList.tsx'
import { RetirementWarning } from '../components/catalogue/RetirementWarning.tsx'
import { useCatalogue } from '../components/catalogue/use-catalogue.ts'
import { useFormats } from '../components/charts/use-formats.ts'
import { EMPTY_PROMPT } from '../components/playground/code-samples.ts'
import { CodeSamples } from '../components/playground/CodeSamples.tsx'
import { IdLine } from '../components/shell/IdLine.tsx'
import { LinkButton } from '../components/shell/LinkButton.tsx'
import { PageFrame } from '../components/shell/PageFrame.tsx'
import { PageTitle } from '../components/shell/PageTitle.tsx'
import { RemoteStatus } from '../components/shell/RemoteStatus.tsx'
import { Icon } from '../ui/Icon.tsx'

/** One model: where it can be called, on what terms, and how. */
export function ModelPage() {
  const { t } = useLingui()
  const [, params] = useRoute('/models/*')
  const id = decode(params?.['*'] ?? '')
  const remote = useCatalogue()
  const { value } = remote
  const model = value?.models.find((each) => each.id === id)
  return (
    <PageFrame>
      <p className="mb-3 text-sm">
        <Link
          className="inline-flex min-h-(--control) items-center gap-1.5 text-ink-muted hover:text-ink"
          href="/models"
        >
          <Icon name="back" />
          <Trans>All models</Trans>
        </Link>
      </p>
      {!value && <PageTitle title={id} />}
      <RemoteStatus of={remote} />
      {value && !model && (
        <PageTitle title={t`There is no model of this name`}>
          <Trans>It may have gone with its provider, or the address is incomplete.</Trans>
        </PageTitle>
      )}
      {model && <Found model={model} />}
    </PageFrame>
  )
}

function Found({ model }: { model: CatalogueModel }) {
  const { id, name, deployments, capabilities } = model
  const query = `?model=${encodeURIComponent(id)}`
  const isChat = capabilities.operations.includes('chat')
  return (
    <>
      <PageTitle
        actions={
          isChat && (
            <>
              <LinkButton href={`/playground${query}`} icon="compare" look="primary">
                <Trans>Try it in the playground</Trans>
              </LinkButton>
              <LinkButton href={`/${query}`} icon="conversation">
                <Trans>Chat with it</Trans>
              </LinkButton>
            </>
          )
        }
        title={name}
      >
        <IdLine id={id} />
      </PageTitle>
      <RetirementWarning deployments={deployments} />
      <div className="mb-5">
        <CapabilityBadges model={model} />
      </div>
      <ModelFacts model={model} />
      <section className="mt-8">
        <h2 className="mb-3 font-display text-xl">
          <Trans>Where it can be called</Trans>
        </h2>
        {deployments.length > 1 && <Choosing strategy={model.route?.strategy ?? 'order'} />}
        <div className="grid grid-cols-[repeat(auto-fill,minmax(min(26rem,100%),1fr))] gap-4">
          {deployments.map((deployment) => (
            <DeploymentCard
              deployment={deployment}
              key={`${deployment.providerId} ${deployment.upstreamName}`}
            />
          ))}
        </div>
      </section>
      {isChat && <FromCode id={id} />}
    </>
  )
}

/** How it is chosen among several; strategies are named as in galerne.yaml. */
function Choosing({ strategy }: { strategy: string }) {
  return (
    <p className="mb-3 text-sm text-ink-muted">
      {strategy === 'order' ? (
        <Trans>
          In this order: when one cannot answer, the next is asked, within what policy allows.
        </Trans>
      ) : (
        <Trans>
          The route chooses by <code className="font-mono">{strategy}</code>; when one cannot
          answer, another is asked, within what policy allows.
        </Trans>
      )}
    </p>
  )
}

function ModelFacts({ model }: { model: CatalogueModel }) {
  const formats = useFormats()
  const { contextTokens, maxOutputTokens, languages, licence } = model
  return (
    <dl className="grid grid-cols-2 gap-x-6 gap-y-3 text-sm md:grid-cols-4">
      {contextTokens !== null && (
        <Fact term={<Trans>Context</Trans>}>
          <Trans>{formats.count(contextTokens)} tokens</Trans>
        </Fact>
      )}
      {maxOutputTokens !== null && (
        <Fact term={<Trans>Longest answer</Trans>}>
          <Trans>{formats.count(maxOutputTokens)} tokens</Trans>
        </Fact>
      )}
      {licence && (
        <Fact term={<Trans>Licence</Trans>}>
          {licence.url === null ? (
            licence.name
          ) : (
            <a
              className="text-sea-ink underline"
              href={licence.url}
              rel="noreferrer"
              target="_blank"
            >
              {licence.name}
            </a>
          )}
        </Fact>
      )}
      {languages.length > 0 && (
        <Fact term={<Trans>Languages</Trans>}>
          <LanguageList tags={languages} />
        </Fact>
      )}
    </dl>
  )
}

function FromCode({ id }: { id: string }) {
  const { t } = useLingui()
  const text = t`Say in one sentence what a heat pump does.`
  const { origin } = window.location
  return (
    <section className="mt-8">
      <h2 className="mb-3 font-display text-xl">
        <Trans>Call it from your code</Trans>
      </h2>
      <CodeSamples request={{ origin, model: id, prompt: { ...EMPTY_PROMPT, text } }} />
    </section>
  )
}

function decode(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}
