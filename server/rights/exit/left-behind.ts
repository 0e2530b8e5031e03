/** Tables of an organisation that do not leave with it, by schema and name, and why. All others do, also those to come. */
export const LEFT_BEHIND: Readonly<Record<string, string>> = {
  'public.sessions': 'Everybody signs in anew.',
  'public.sso_sessions': 'Everybody signs in anew.',
  'public.sso_flows': 'Sign-ins that are under way.',
  'public.sso_used': 'Assertions that were used once, until they are too old.',
  'identity.tickets': 'Links that work once.',
  'public.revisions': 'What processes of this installation tell each other.',
  'public.deployment_troubles': 'What processes of this installation tell each other.',
  'public.idempotent_answers': 'Is sealed with a key of this installation, and gone within a day.',
  'public.audit_outbox': 'Is in the trail before the export.',
  'public.audit_sinks': 'How far this installation has sent the trail.',
  'public.audit_verifications': 'Checks of the trail that this installation has made.',
  'public.allowance_leases': 'What processes of this installation may spend.',
  'public.saturation': 'How full this machine was.',
  'public.person_keys': 'Texts leave opened, and are sealed with new keys where they arrive.',
  'public.destroyed_keys': 'Keys of this installation that are no more.',
  'public.sealings': 'What this installation has sealed.',
  'public.search_entries': 'Is made anew from what has arrived.',
  'public.search_fills': 'Whether the index of this installation is whole.',
  'public.search_queue': 'Is filled by what arrives.',
  'public.request_bodies': 'Is sealed with a key of this installation’s configuration.',
}

/**
 * Without a passphrase what is sealed stays behind: alone where it can be entered anew, else with its whole row, because a row
 * without it is good for nothing.
 */
export const SECRET_ALONE: ReadonlySet<string> = new Set([
  'public.stored_providers',
  'public.alert_channels',
])

/** Whose rows refer to rows that stay behind without a passphrase. */
export const NEEDS_SECRETS: Readonly<Record<string, string>> = {
  'public.attachments': 'Files are encrypted: they leave with a passphrase only.',
  'public.attachment_pieces': 'Files are encrypted: they leave with a passphrase only.',
  'public.folder_file_uses': 'Refers to files, which leave with a passphrase only.',
  'public.provenance_marks': 'Refers to records that leave with a passphrase only.',
}
