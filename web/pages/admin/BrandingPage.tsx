import { Trans, useLingui } from '@lingui/react/macro'
import { useCallback, useId, useMemo, useState, type FormEvent } from 'react'
import { createBrandingClient } from '#sdk/branding.ts'
import { isHttpsLink, type Branding } from '#wire/branding.ts'
import { AccentField } from '../../components/admin/branding/AccentField.tsx'
import { BrandingPreview } from '../../components/admin/branding/BrandingPreview.tsx'
import {
  isReady,
  toDraft,
  toWish,
  type BrandingDraft,
} from '../../components/admin/branding/draft.ts'
import { LogoField } from '../../components/admin/branding/LogoField.tsx'
import { useApp } from '../../components/app-context.ts'
import { FailureNotice } from '../../components/FailureNotice.tsx'
import { LEGAL_NAMES } from '../../components/legal/LegalLinks.tsx'
import { PageTitle } from '../../components/shell/PageTitle.tsx'
import { RemoteStatus } from '../../components/shell/RemoteStatus.tsx'
import { useToast } from '../../components/shell/Toasts.tsx'
import { useRemote } from '../../components/shell/use-remote.ts'
import { useTask } from '../../components/use-task.ts'
import { reloadBranding } from '../../state/reload-branding.ts'
import { Button } from '../../ui/Button.tsx'
import { TextField } from '../../ui/TextField.tsx'

/** Where colours of one's own begin: near those that the product has. */
const FIRST_ACCENT = { light: '#005573', dark: '#66c8df' }

/** Names and addresses are the same in every language. */
const USUAL_NAME = 'Galerne'
const HTTPS = 'https://'

/** How the product looks to the organisation, and at its door. */
export function BrandingPage() {
  const { t } = useLingui()
  const { client: app } = useApp()
  const client = useMemo(() => createBrandingClient(app.http), [app])
  const remote = useRemote(useCallback((signal: AbortSignal) => client.get(signal), [client]))
  const { value, reload } = remote
  return (
    <>
      <PageTitle title={t`Branding`}>
        <Trans>
          The name, logo and colour that everybody here sees, and what is said where people sign in.
        </Trans>
      </PageTitle>
      <RemoteStatus of={remote} />
      {value && (
        <Editor
          key={JSON.stringify(value)}
          of={value}
          save={async (draft) => {
            await client.save(await toWish(draft))
            await reloadBranding()
            reload()
          }}
        />
      )}
    </>
  )
}

interface EditorProps {
  of: Branding
  save: (draft: BrandingDraft) => Promise<void>
}

function Editor({ of, save }: EditorProps) {
  const { t } = useLingui()
  const say = useToast()
  const { run, isRunning, failure } = useTask()
  const [draft, setDraft] = useState(() => toDraft(of))
  const change = (part: Partial<BrandingDraft>) => setDraft((before) => ({ ...before, ...part }))

  async function submit(event: FormEvent) {
    event.preventDefault()
    if (await run(() => save(draft))) say(t`Saved.`)
  }
  return (
    <div className="grid gap-8 lg:grid-cols-[minmax(0,1fr)_minmax(0,22rem)]">
      <form className="grid content-start gap-6" onSubmit={(event) => void submit(event)}>
        <TextField
          label={t`Name of the product`}
          maxLength={40}
          onChange={({ target }) => change({ name: target.value })}
          placeholder={USUAL_NAME}
          value={draft.name}
        />
        <LogoField
          hasLogo={typeof draft.logo === 'object' || (draft.logo === 'kept' && of.logo !== null)}
          onChange={(logo) => change({ logo })}
        />
        <Colours {...{ draft, change }} />
        <Links {...{ draft, change }} />
        <Notice {...{ draft, change }} />
        {failure && <FailureNotice code={failure.code} detail={failure.message} />}
        <p>
          <Button disabled={!isReady(draft)} isBusy={isRunning} look="primary" type="submit">
            <Trans>Save</Trans>
          </Button>
        </p>
      </form>
      <BrandingPreview draft={draft} kept={of.logo} />
    </div>
  )
}

interface PartProps {
  draft: BrandingDraft
  change: (part: Partial<BrandingDraft>) => void
}

function Colours({ draft: { accent }, change }: PartProps) {
  const id = useId()
  return (
    <div className="grid gap-4">
      <div className="flex items-start gap-2 text-sm">
        <input
          checked={accent !== null}
          className="mt-0.5 size-5 accent-sea"
          id={id}
          onChange={({ target }) => change({ accent: target.checked ? FIRST_ACCENT : null })}
          type="checkbox"
        />
        <label htmlFor={id}>
          <Trans>Use a colour of our own for links, buttons and what is chosen</Trans>
        </label>
      </div>
      {accent && (
        <div className="grid gap-4 sm:grid-cols-2">
          <AccentField
            onChange={(light) => change({ accent: { ...accent, light } })}
            theme="light"
            value={accent.light}
          />
          <AccentField
            onChange={(dark) => change({ accent: { ...accent, dark } })}
            theme="dark"
            value={accent.dark}
          />
        </div>
      )}
    </div>
  )
}

function Links({ draft: { links }, change }: PartProps) {
  const { t } = useLingui()
  return (
    <fieldset className="grid gap-3">
      <legend className="mb-3 font-medium">
        <Trans>Legal links</Trans>
      </legend>
      {LEGAL_NAMES.map(([link, name]) => {
        const isRight = links[link] === '' || isHttpsLink(links[link])
        return (
          <TextField
            dir="ltr"
            inputMode="url"
            key={link}
            label={t(name)}
            maxLength={500}
            onChange={({ target }) => change({ links: { ...links, [link]: target.value.trim() } })}
            placeholder={HTTPS}
            value={links[link]}
            {...(!isRight && { error: t`Give a whole address that begins with https://.` })}
          />
        )
      })}
    </fieldset>
  )
}

function Notice({ draft: { notice }, change }: PartProps) {
  const id = useId()
  return (
    <div className="grid gap-1.5 text-sm">
      <label className="font-medium" htmlFor={id}>
        <Trans>Notice where people sign in</Trans>
      </label>
      <textarea
        className="field min-h-24"
        dir="auto"
        id={id}
        maxLength={500}
        onChange={({ target }) => change({ notice: target.value })}
        value={notice}
      />
    </div>
  )
}
