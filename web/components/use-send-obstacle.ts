import { useLingui } from '@lingui/react/macro'
import type { ModelInfo } from '#wire/models.ts'
import { useStore } from '../state/external-store.ts'
import type { ModelRefusal } from '../state/models.ts'
import { useApp } from './app-context.ts'
import { useRights } from './use-rights.ts'

/** What the wire accepts: StartRun. */
const MAX_TEXT_LENGTH = 200_000

/** Why this text cannot be sent to this model right now, in words; null when it can. */
export function useSendObstacle(
  text: string,
  model: ModelInfo | undefined,
  refusal: ModelRefusal | undefined,
): string | null {
  const { t, i18n } = useLingui()
  const { connection, session, models } = useApp()
  const isReachable = useStore(connection.isReachable)
  const { status } = useStore(session.state)
  const rights = useRights()
  const { status: modelsStatus } = useStore(models.state)

  if (!isReachable) return t`Your message can be sent as soon as the server is back.`
  if (status === 'expired') return t`Sign in again to send your message.`
  if (modelsStatus === 'ready' && !model) {
    return rights.has('model.download')
      ? t`No model is available yet. Run “npm run galerne models pull” in the terminal.`
      : t`No model is available yet. Ask those who look after this Galerne to add one.`
  }
  if (model && refusal) {
    return t`${model.name} may not be used for a conversation of this class. Choose another model.`
  }
  if (model?.state === 'unavailable') {
    const { name, reason } = model
    return reason === null
      ? t`${name} is not available. Choose another model.`
      : t`${name} is not available: ${reason}. Choose another model.`
  }
  if (text.length > MAX_TEXT_LENGTH) {
    const [length, most] = [i18n.number(text.length), i18n.number(MAX_TEXT_LENGTH)]
    return t`The message is too long: ${length} characters of at most ${most}.`
  }
  return null
}
