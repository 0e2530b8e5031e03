import { useLingui } from '@lingui/react/macro'
import { useLocation } from 'wouter'
import type { Conversation } from '#wire/conversations.ts'
import type { MenuAction } from '../../ui/Menu.tsx'
import { useRights } from '../use-rights.ts'
import { lastLanguage } from './use-wishes.ts'

/** A whole conversation in another language, on a page of its own. */
export function useReadTranslated({ id }: Conversation): MenuAction[] {
  const { t, i18n } = useLingui()
  const [, navigate] = useLocation()
  const rights = useRights()
  if (!rights.has('run.start')) return []
  return [
    {
      id: 'translated',
      name: t`Read in another language`,
      icon: 'language',
      onAction: () => navigate(`/c/${id}/in/${lastLanguage() ?? i18n.locale}`),
    },
  ]
}
