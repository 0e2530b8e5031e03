import { Trans, useLingui } from '@lingui/react/macro'
import { useStore } from '../../state/external-store.ts'
import { Select } from '../../ui/Select.tsx'
import { Spinner } from '../../ui/Spinner.tsx'
import { useApp } from '../app-context.ts'
import { FailureNotice } from '../FailureNotice.tsx'
import { useRights } from '../use-rights.ts'
import { ForEverybody } from './ForEverybody.tsx'
import { Switch } from './Switch.tsx'
import { usePreferences } from './use-preferences.ts'

/** Who answers, and what is done around an answer. */
export function AnswersSection() {
  const { t } = useLingui()
  const { models } = useApp()
  const offered = useStore(models.state).models
  const { preferences, change, failure } = usePreferences()
  const mayManage = useRights().has('assistant.manage')
  const chosen = preferences?.defaultModelId ?? null
  const isGone = chosen !== null && !offered.some(({ id }) => id === chosen)
  return (
    <div className="grid gap-5">
      {failure && <FailureNotice code={failure.code} detail={failure.message} />}
      {!preferences && !failure && <Spinner />}
      {preferences && (
        <>
          <Select
            label={t`Who answers new conversations`}
            onChange={({ target: { value } }) =>
              void change({ defaultModelId: value === '' ? null : value })
            }
            options={[
              { value: '', name: t`As the organisation has it` },
              ...offered.map(({ id, name }) => ({ value: id, name })),
              ...(isGone ? [{ value: chosen, name: t`${chosen} (not there any more)` }] : []),
            ]}
            value={chosen ?? ''}
          />
          <Switch
            hint={<Trans>Otherwise a conversation is called as its first question begins.</Trans>}
            isOn={preferences.isTitledByModel}
            label={<Trans>The model names conversations</Trans>}
            onChange={(isTitledByModel) => change({ isTitledByModel })}
          />
          <Switch
            hint={<Trans>A short further call to the model after each answer.</Trans>}
            isOn={preferences.isFollowedUp}
            label={<Trans>Suggest what to ask next</Trans>}
            onChange={(isFollowedUp) => change({ isFollowedUp })}
          />
        </>
      )}
      {mayManage && <ForEverybody />}
    </div>
  )
}
