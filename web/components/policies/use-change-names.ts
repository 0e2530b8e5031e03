import { useLingui } from '@lingui/react/macro'
import { Classification } from '#wire/classification.ts'
import { CLASSES } from '../classification/class-texts.ts'

/** A path within the policies (`classes.secret.handling.mayCache`) as the form calls it. */
export function useChangeNames(): (path: string) => string {
  const { t, i18n } = useLingui()
  const names: Record<string, string> = {
    residency: t`May go to`,
    certifications: t`Certified by all of`,
    noTraining: t`Only where nothing is trained on it`,
    maxRetentionDays: t`Kept there for at most (days)`,
    mayCache: t`Answers may be kept in the cache`,
    mayKeepBodies: t`What was said may be kept with the log`,
    mayShare: t`It may be shared by a link`,
    retentionDays: t`Deleted here after (days without use)`,
    defaultClassification: t`What nobody has classified is`,
    strongSignInFrom: t`A second factor or a passkey is needed from`,
    holdsPastRoutes: t`Demands of routes hold past them`,
    permitsDeployments: t`Deployments may be used unless a rule forbids it`,
    knownPurposesOnly: t`What keys call models for has to be a use case of the register`,
    contact: t`Whom to ask`,
    expert: t`Expert rules`,
  }
  return (path) => {
    const [first = '', second = ''] = path.split('.')
    if (first === 'examples') return `${t`Example`}: ${path.slice('examples.'.length)}`
    const last = path.split('.').at(-1) ?? ''
    const name = names[last] ?? path
    const known = first === 'classes' ? Classification.safeParse(second).data : undefined
    return known ? `${i18n._(CLASSES[known].name)}: ${name}` : name
  }
}
