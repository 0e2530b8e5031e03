import { Trans, useLingui } from '@lingui/react/macro'
import { Fragment } from 'react'
import type { RoleInfo } from '#wire/directory.ts'
import { Icon } from '../../ui/Icon.tsx'
import { RIGHT_AREAS } from './right-texts.ts'
import { ROLE_NAMES } from './role-names.ts'

/** Every right as a row, every role as a column. */
export function RoleMatrix({ roles }: { roles: readonly RoleInfo[] }) {
  const { t, i18n } = useLingui()
  return (
    <section
      aria-label={t`Rights of the roles`}
      // What scrolls must be reachable by keyboard.
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
      className="max-h-[80dvh] overflow-auto rounded-lg border border-line bg-surface"
    >
      <table className="w-full border-collapse text-sm">
        <thead>
          <tr>
            <th scope="col" className="sticky top-0 bg-surface px-3 py-2 text-start font-medium">
              <Trans>They may</Trans>
            </th>
            {roles.map(({ role }) => (
              <th
                key={role}
                scope="col"
                className="sticky top-0 bg-surface px-2 py-2 text-center align-bottom text-xs font-medium"
              >
                {i18n._(ROLE_NAMES[role])}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {RIGHT_AREAS.map(({ id, name, rights }) => (
            <Fragment key={id}>
              <tr className="border-t border-line bg-sunken">
                <th scope="colgroup" colSpan={roles.length + 1} className="px-3 py-1.5 text-start">
                  {i18n._(name)}
                </th>
              </tr>
              {rights.map(([right, sentence]) => (
                <tr key={right} className="border-t border-line hover:bg-hover">
                  <th scope="row" className="px-3 py-1.5 text-start font-normal">
                    {i18n._(sentence)}
                  </th>
                  {roles.map((info) => (
                    <td key={info.role} className="px-2 py-1.5 text-center">
                      <Mark has={info.rights.includes(right)} />
                    </td>
                  ))}
                </tr>
              ))}
            </Fragment>
          ))}
        </tbody>
      </table>
    </section>
  )
}

function Mark({ has }: { has: boolean }) {
  const { t } = useLingui()
  if (!has) return <span className="sr-only">{t`no`}</span>
  return (
    <span className="inline-block text-success">
      <Icon name="check" />
      <span className="sr-only">{t`yes`}</span>
    </span>
  )
}
