import type { MessageDescriptor } from '@lingui/core'
import { msg } from '@lingui/core/macro'
import type { RegisterName, RiskLevel, UseCaseDocument, UseCaseStatus } from '#wire/registers.ts'

export const REGISTER_NAMES: Record<
  RegisterName,
  { name: MessageDescriptor; about: MessageDescriptor }
> = {
  'article-30': {
    name: msg`Record of processing`,
    about: msg`GDPR, Article 30: what is processed, for whom, where, and for how long.`,
  },
  'ai-systems': {
    name: msg`AI systems`,
    about: msg`Which models are used, for which use cases, and how risky that is.`,
  },
  suppliers: {
    name: msg`Suppliers`,
    about: msg`Of each deployment: law, region, certificates, training, failures, contract, and how to leave.`,
  },
  'staff-notice': {
    name: msg`Notice for the staff`,
    about: msg`In plain words: where their words go, what is kept, and what they have to do.`,
  },
}

export const DOCUMENT_NAMES: Record<UseCaseDocument, MessageDescriptor> = {
  risk: msg`Risk assessment`,
  dpia: msg`Impact assessment (DPIA)`,
  'algorithm-nl': msg`Algorithm register (NL)`,
  'algorithm-uk': msg`Transparency record (UK)`,
}

export const RISK_NAMES: Record<RiskLevel, MessageDescriptor> = {
  unknown: msg`Not assessed yet`,
  minimal: msg`Minimal risk`,
  transparency: msg`Limited risk`,
  high: msg`High risk`,
  prohibited: msg`Prohibited`,
}

export const RISK_LOOKS = {
  unknown: 'plain',
  minimal: 'success',
  transparency: 'sea',
  high: 'warning',
  prohibited: 'danger',
} as const satisfies Record<RiskLevel, string>

export const STATUS_NAMES: Record<UseCaseStatus, MessageDescriptor> = {
  draft: msg`Draft`,
  approved: msg`Approved`,
  refused: msg`Refused`,
  retired: msg`Retired`,
}
