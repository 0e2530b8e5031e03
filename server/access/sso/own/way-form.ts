import { X509Certificate } from 'node:crypto'
import { OwnSignInForm } from '#wire/own-sign-in.ts'
import { AppError } from '#server/lib/app-error.ts'
import { runsInstallation } from '../../installation.ts'
import { SignInSettings } from '../settings.ts'
import type { StoredWay } from './own-ways-store.ts'
import { toPem } from './saml-metadata.ts'

/** What a way is besides its settings. */
export interface WayPlace {
  id: string
  tenantId: string
  /** Opened; null: there is none. */
  secret: string | null
}

/** A form as galerne.yaml would have it, without what the row and the box hold. */
export function settingsFrom(form: OwnSignInForm): Record<string, unknown> {
  const { kind: _kind, isEnabled: _isEnabled, groups, roles, ...rest } = form
  return {
    ...rest,
    ...('certificates' in rest && {
      certificates: rest.certificates.map((one) => checkCertificate(one)),
    }),
    ...('ca' in rest && { ca: rest.ca && checkAuthorities(rest.ca) }),
    groups: groups && {
      ...groups,
      names: Object.fromEntries(groups.names.map(({ from, name }) => [from, name])),
    },
    roles: roles && {
      ...roles,
      names: Object.fromEntries(roles.names.map(({ from, role }) => [from, role])),
    },
  }
}

function checkCertificate(text: string, param: unknown = 'certificates'): string {
  const pem = text.includes('-----BEGIN') ? text : toPem(text)
  try {
    return new X509Certificate(pem).toString().trim()
  } catch {
    throw new AppError('invalid_request', 'This is no certificate. Paste it in PEM.', {
      param: param === 'ca' ? 'ca' : 'certificates',
    })
  }
}

/** One certificate after the other; what else the text holds is left out. */
function checkAuthorities(text: string): string {
  const pems = text.match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g) ?? [text]
  return pems.map((pem) => checkCertificate(pem, 'ca')).join('\n')
}

/** The form that a stored way was saved from. */
export function formFrom({ kind, settings, isEnabled }: StoredWay): OwnSignInForm {
  const { groups, roles, ...rest } = settings
  return OwnSignInForm.parse({
    ...rest,
    kind,
    isEnabled,
    groups: withPairs(groups, 'name'),
    roles: withPairs(roles, 'role'),
  })
}

function withPairs(mapping: unknown, key: 'name' | 'role'): unknown {
  if (typeof mapping !== 'object' || mapping === null) return null
  const names = 'names' in mapping && mapping.names !== null ? Object(mapping.names) : {}
  return {
    ...mapping,
    names: Object.entries(names).map(([from, value]) => ({ from, [key]: value })),
  }
}

/**
 * What the rest of single sign-on goes by. Throws `invalid_request` that names the field, in the words that galerne.yaml's
 * mistakes are told in.
 */
export function compileWay(
  { kind, settings }: Pick<StoredWay, 'kind' | 'settings'>,
  { id, tenantId, secret }: WayPlace,
): SignInSettings {
  const full = {
    ...settings,
    id,
    organisation: tenantId,
    // The network around the machine is for those who run it: nobody else's issuer leads into it.
    ...(kind !== 'saml' && {
      isInternal: settings['isInternal'] === true && runsInstallation(tenantId),
    }),
    ...(kind === 'oidc' && { clientSecret: secret }),
    ...(kind === 'ldap' && { bindPassword: secret }),
  }
  const parsed = SignInSettings.safeParse({ [kind]: [full] })
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  const path = (issue?.path ?? []).slice(2).map(String)
  throw new AppError('invalid_request', `${path.join('.')} ${issue?.message}`.trim(), {
    param: path[0] ?? 'form',
  })
}
