import { CreatedTicket } from '#wire/accounts.ts'
import {
  Group,
  GroupList,
  ImportReport,
  MemberPage,
  OrganisationPage,
  Person,
  PersonDetails,
  PersonPage,
  RoleList,
  ServiceAccount,
  ServiceAccountList,
  SubjectList,
  type AddMember,
  type CreateGroup,
  type CreatePerson,
  type CreateServiceAccount,
  type ImportPeople,
  type MemberSearch,
  type PeopleSearch,
  type SubjectSearch,
  type UpdateGroup,
  type UpdateOrganisation,
  type UpdatePerson,
  type UpdateServiceAccount,
} from '#wire/directory.ts'
import type { Role } from '#wire/roles.ts'
import type { Http } from './http.ts'

export type DirectoryClient = ReturnType<typeof createDirectoryClient>

/** Who can hold a role, as the paths of the API call them. */
export type HolderPath = 'people' | 'groups' | 'service-accounts'

/** People, groups, roles, service accounts and the organisation. Apart from createClient, so that only their pages load it. */
export function createDirectoryClient(http: Http) {
  return {
    ...peopleCalls(http),
    ...groupCalls(http),
    ...programCalls(http),
    ...roleCalls(http),
    ...organisationCalls(http),
  }
}

function peopleCalls(http: Http) {
  return {
    searchPeople: (search: PeopleSearch, signal?: AbortSignal) =>
      http.query({ path: `/api/people${toQuery(search)}`, answer: PersonPage, signal }),
    /** Where the same can be had as a file. */
    peopleFile: (search: PeopleSearch) => `/api/people${toQuery({ ...search, format: 'csv' })}`,
    getPerson: (id: string, signal?: AbortSignal) =>
      http.query({ path: `/api/people/${id}`, answer: PersonDetails, signal }),
    createPerson: (body: CreatePerson) =>
      http.query({ method: 'POST', path: '/api/people', body, answer: Person }),
    updatePerson: (id: string, body: UpdatePerson) =>
      http.query({ method: 'PATCH', path: `/api/people/${id}`, body, answer: Person }),
    /** A link by which they choose how to sign in; sent to them where there is a mail server. */
    inviteAgain: (id: string, kind: 'invitation' | 'reset') =>
      http.query({
        method: 'POST',
        path: `/api/people/${id}/tickets`,
        body: { kind },
        answer: CreatedTicket,
      }),
    /** Their passkeys, app and recovery codes; the password stays. */
    removeSecondFactors: (id: string) =>
      http.command({ method: 'DELETE', path: `/api/people/${id}/second-factors` }),
    endSessions: (id: string) =>
      http.command({ method: 'DELETE', path: `/api/people/${id}/sessions` }),
    importPeople: (body: ImportPeople) =>
      http.query({ method: 'POST', path: '/api/people/import', body, answer: ImportReport }),
  }
}

function groupCalls(http: Http) {
  return {
    listGroups: async (signal?: AbortSignal) =>
      (await http.query({ path: '/api/groups', answer: GroupList, signal })).groups,
    getGroup: (id: string, signal?: AbortSignal) =>
      http.query({ path: `/api/groups/${id}`, answer: Group, signal }),
    createGroup: (body: CreateGroup) =>
      http.query({ method: 'POST', path: '/api/groups', body, answer: Group }),
    updateGroup: (id: string, body: UpdateGroup) =>
      http.query({ method: 'PATCH', path: `/api/groups/${id}`, body, answer: Group }),
    removeGroup: (id: string) => http.command({ method: 'DELETE', path: `/api/groups/${id}` }),
    listMembers: (id: string, search: MemberSearch, signal?: AbortSignal) =>
      http.query({
        path: `/api/groups/${id}/members${toQuery(search)}`,
        answer: MemberPage,
        signal,
      }),
    addMember: (id: string, body: AddMember) =>
      http.command({ method: 'POST', path: `/api/groups/${id}/members`, body }),
    removeMember: (id: string, personId: string) =>
      http.command({ method: 'DELETE', path: `/api/groups/${id}/members/${personId}` }),
  }
}

function programCalls(http: Http) {
  return {
    listServiceAccounts: async (signal?: AbortSignal) =>
      (await http.query({ path: '/api/service-accounts', answer: ServiceAccountList, signal }))
        .serviceAccounts,
    createServiceAccount: (body: CreateServiceAccount) =>
      http.query({ method: 'POST', path: '/api/service-accounts', body, answer: ServiceAccount }),
    updateServiceAccount: (id: string, body: UpdateServiceAccount) =>
      http.query({
        method: 'PATCH',
        path: `/api/service-accounts/${id}`,
        body,
        answer: ServiceAccount,
      }),
    removeServiceAccount: (id: string) =>
      http.command({ method: 'DELETE', path: `/api/service-accounts/${id}` }),
  }
}

function roleCalls(http: Http) {
  return {
    listRoles: async (signal?: AbortSignal) =>
      (await http.query({ path: '/api/roles', answer: RoleList, signal })).roles,
    giveRole: (holder: { path: HolderPath; id: string }, role: Role) =>
      http.command({
        method: 'POST',
        path: `/api/${holder.path}/${holder.id}/roles`,
        body: { role },
      }),
    takeRole: (holder: { path: HolderPath; id: string }, role: Role) =>
      http.command({ method: 'DELETE', path: `/api/${holder.path}/${holder.id}/roles/${role}` }),
  }
}

function organisationCalls(http: Http) {
  return {
    getOrganisation: (signal?: AbortSignal) =>
      http.query({ path: '/api/organisation', answer: OrganisationPage, signal }),
    updateOrganisation: (body: UpdateOrganisation) =>
      http.query({ method: 'PATCH', path: '/api/organisation', body, answer: OrganisationPage }),
    findSubjects: async (search: SubjectSearch, signal?: AbortSignal) =>
      (await http.query({ path: `/api/subjects${toQuery(search)}`, answer: SubjectList, signal }))
        .subjects,
  }
}

/** What is absent or empty is not asked for. */
function toQuery(search: object): string {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(search)) {
    if (value !== undefined && value !== '') query.set(name, String(value))
  }
  const text = query.toString()
  return text === '' ? '' : `?${text}`
}
