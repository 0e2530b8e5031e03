import type { MessageDescriptor } from '@lingui/core'
import { msg } from '@lingui/core/macro'
import type { Classification } from '#wire/classification.ts'
import type { Residency } from '#wire/policy.ts'
import type { IconName } from '../../ui/Icon.tsx'

/** A class in words, with a sign and colours of its own: never by colour alone. */
interface ClassLook {
  name: MessageDescriptor
  /** What belongs into it. */
  meaning: MessageDescriptor
  icon: IconName
  /** Ground and words of its band. */
  band: string
}

export const CLASSES: Record<Classification, ClassLook> = {
  public: {
    name: msg`Public`,
    meaning: msg`Anybody may know it: what is on your website, drafts of it, general questions.`,
    icon: 'language',
    band: 'bg-success-soft text-success',
  },
  internal: {
    name: msg`Internal`,
    meaning: msg`Everyday work that is not meant for the outside.`,
    icon: 'building',
    band: 'bg-sea-soft text-sea-ink',
  },
  restricted: {
    name: msg`Restricted`,
    meaning: msg`Personal data, cases, contracts: only for those who need it.`,
    icon: 'shield',
    band: 'bg-warning-soft text-warning',
  },
  secret: {
    name: msg`Secret`,
    meaning: msg`What would do serious harm if it came out.`,
    icon: 'key',
    band: 'bg-danger-soft text-danger',
  },
}

/** Where words of a class may go. */
export const RESIDENCIES: Record<Residency, MessageDescriptor> = {
  'own-hardware': msg`Own hardware only`,
  'eu-operator': msg`Own hardware and EU operators`,
  'eu-region': msg`Own hardware and regions in the EU`,
  anywhere: msg`Anywhere`,
}
