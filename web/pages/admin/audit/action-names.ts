import type { I18n, MessageDescriptor } from '@lingui/core'
import { msg } from '@lingui/core/macro'

/** What happens most, and what is looked for most. Others are shown by their own name, which is what one searches for too. */
const ACTION_NAMES: Readonly<Record<string, MessageDescriptor>> = {
  'model.call': msg`Called a model`,
  'key.create': msg`Made a key`,
  'key.update': msg`Changed a key`,
  'key.rotate': msg`Renewed a key`,
  'key.revoke': msg`Revoked a key`,
  'budget.create': msg`Made a budget`,
  'budget.update': msg`Changed a budget`,
  'budget.delete': msg`Removed a budget`,
  'limit.create': msg`Made a limit`,
  'limit.update': msg`Changed a limit`,
  'limit.delete': msg`Removed a limit`,
  'price.set': msg`Set a price`,
  'price.delete': msg`Removed a price`,
  'provider.add': msg`Added a provider`,
  'provider.change': msg`Changed a provider`,
  'provider.remove': msg`Removed a provider`,
  'configuration.reload': msg`Read the settings anew`,
  'drill.begin': msg`Began a fire drill`,
  'drill.end': msg`Ended a fire drill`,
  'conversation.create': msg`Began a conversation`,
  'conversation.delete': msg`Deleted a conversation`,
  'conversation.classify': msg`Classified a conversation`,
  'request.read-body': msg`Read what was said in a request`,
  'sign-in.succeed': msg`Signed in`,
  'sign-in.fail': msg`Failed to sign in`,
  'session.end': msg`Signed out`,
  'session.revoke': msg`Ended a session`,
  'person.create': msg`Added a person`,
  'person.update': msg`Changed a person`,
  'person.suspend': msg`Suspended a person`,
  'person.erase': msg`Erased a person`,
  'role.grant': msg`Granted a role`,
  'role.revoke': msg`Withdrew a role`,
  'group.create': msg`Made a group`,
  'group.add-member': msg`Added a member to a group`,
  'group.remove-member': msg`Removed a member from a group`,
  'policy.publish': msg`Published policies`,
  'screening.block': msg`Held back words before they left`,
  'audit.read': msg`Read the audit trail`,
  'audit.export': msg`Exported the audit trail`,
  'audit.verify': msg`Checked the audit trail`,
  'audit.rotate-key': msg`Changed the key that signs the trail`,
}

/** Null: it is shown by its own name. */
export function actionName(i18n: I18n, action: string): string | null {
  const name = Object.hasOwn(ACTION_NAMES, action) ? ACTION_NAMES[action] : undefined
  return name ? i18n._(name) : null
}
