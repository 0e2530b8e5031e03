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
    id: 'about-me',
    name: msg`About me`,
    icon: 'person',
    Section: lazy(async () => ({
      default: (await import('./AboutMeSection.tsx')).AboutMeSection,
    })),
  },
  {
    id: 'memory',
    name: msg`Memory`,
    icon: 'book',
    Section: lazy(async () => ({ default: (await import('./MemorySection.tsx')).MemorySection })),
  },
  {
    id: 'answers',
    name: msg`Answers`,
    icon: 'conversation',
    Section: lazy(async () => ({ default: (await import('./AnswersSection.tsx')).AnswersSection })),
  },
  {
    id: 'accessibility',
    name: msg`Accessibility and shortcuts`,
    icon: 'person',
    Section: lazy(async () => ({
      default: (await import('../help/AccessibilitySection.tsx')).AccessibilitySection,
    })),
  },
]
