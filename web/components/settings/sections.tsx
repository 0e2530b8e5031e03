import { msg } from '@lingui/core/macro'
import type { MessageDescriptor } from '@lingui/core'
import { lazy, type ComponentType } from 'react'
import type { IconName } from '../../ui/Icon.tsx'
import { GeneralSection } from './GeneralSection.tsx'

export interface SettingsSection {
  id: string
  name: MessageDescriptor
  icon: IconName
  /** `lazy`, unless it is the first. */
  Section: ComponentType
}

/** The sections of the settings, in the order in which they are shown: a new one is a component and a line here. */
export const SECTIONS: readonly SettingsSection[] = [
  { id: 'general', name: msg`General`, icon: 'settings', Section: GeneralSection },
  {
    id: 'accessibility',
    name: msg`Accessibility and shortcuts`,
    icon: 'person',
    Section: lazy(async () => ({
      default: (await import('../help/AccessibilitySection.tsx')).AccessibilitySection,
    })),
  },
]
