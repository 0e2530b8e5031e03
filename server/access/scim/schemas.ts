import { ENTERPRISE_SCHEMA, GROUP_SCHEMA, USER_SCHEMA, type JsonObject } from './attribute-path.ts'
import { MAX_COUNT } from './scim.ts'

const CONFIG = 'urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig'
const TYPE = 'urn:ietf:params:scim:schemas:core:2.0:ResourceType'
const SCHEMA = 'urn:ietf:params:scim:schemas:core:2.0:Schema'

/** RFC 7643, section 5: what of SCIM there is here. */
export function toProviderConfig(baseUrl: string): JsonObject {
  return {
    schemas: [CONFIG],
    patch: { supported: true },
    bulk: { supported: false, maxOperations: 0, maxPayloadSize: 0 },
    filter: { supported: true, maxResults: MAX_COUNT },
    changePassword: { supported: false },
    sort: { supported: false },
    etag: { supported: true },
    authenticationSchemes: [
      {
        type: 'oauthbearertoken',
        name: 'Key of a service account',
        description: 'A key with the scope “scim”, as a bearer token.',
        primary: true,
      },
    ],
    meta: { resourceType: 'ServiceProviderConfig', location: `${baseUrl}/ServiceProviderConfig` },
  }
}

export function listResourceTypes(baseUrl: string): JsonObject[] {
  const type = (name: string, schema: string, more: JsonObject = {}): JsonObject => ({
    schemas: [TYPE],
    id: name,
    name,
    endpoint: `/${name}s`,
    schema,
    ...more,
    meta: { resourceType: 'ResourceType', location: `${baseUrl}/ResourceTypes/${name}` },
  })
  return [
    type('User', USER_SCHEMA, {
      schemaExtensions: [{ schema: ENTERPRISE_SCHEMA, required: false }],
    }),
    type('Group', GROUP_SCHEMA),
  ]
}

interface AttributeOptions {
  type?: 'string' | 'boolean' | 'complex' | 'reference'
  multiValued?: boolean
  required?: boolean
  caseExact?: boolean
  mutability?: 'readOnly' | 'readWrite'
  uniqueness?: 'none' | 'server'
  subAttributes?: JsonObject[]
}

function attribute(name: string, description: string, options: AttributeOptions = {}): JsonObject {
  return {
    name,
    description,
    type: 'string',
    multiValued: false,
    required: false,
    caseExact: false,
    mutability: 'readWrite',
    returned: 'default',
    uniqueness: 'none',
    ...options,
  }
}

const several = (name: string, description: string): JsonObject =>
  attribute(name, description, {
    type: 'complex',
    multiValued: true,
    subAttributes: [
      attribute('value', 'The value'),
      attribute('type', 'What it is for, such as work'),
      attribute('primary', 'The one to use', { type: 'boolean' }),
    ],
  })

const NAME = attribute('name', 'The parts of the name', {
  type: 'complex',
  subAttributes: ['formatted', 'givenName', 'familyName', 'middleName', 'honorificPrefix'].map(
    (one) => attribute(one, one),
  ),
})

const USER_ATTRIBUTES = [
  attribute('userName', 'What the directory calls them; case does not count', {
    required: true,
    uniqueness: 'server',
  }),
  NAME,
  attribute('displayName', 'The name as it is shown'),
  attribute('title', 'Their function'),
  attribute('userType', 'How they belong to the organisation'),
  attribute('preferredLanguage', 'The language they want to read'),
  attribute('locale', 'How they write numbers and dates'),
  attribute('timezone', 'Where they live by the clock'),
  attribute('active', 'False: suspended at once', { type: 'boolean' }),
  several('emails', 'E-mail addresses; the primary one is theirs here'),
  several('phoneNumbers', 'Telephone numbers'),
  several('groups', 'The groups that they are in'),
]

const GROUP_ATTRIBUTES = [
  attribute('displayName', 'The name', { required: true, uniqueness: 'server' }),
  attribute('members', 'The people in it', {
    type: 'complex',
    multiValued: true,
    subAttributes: [
      attribute('value', 'The id of the user', { caseExact: true }),
      attribute('display', 'Their name', { mutability: 'readOnly' }),
      attribute('$ref', 'Their address', { type: 'reference', mutability: 'readOnly' }),
    ],
  }),
]

const ENTERPRISE_ATTRIBUTES = [
  ...['employeeNumber', 'costCenter', 'organization', 'division', 'department'].map((one) =>
    attribute(one, one),
  ),
  attribute('manager', 'Whom they report to', {
    type: 'complex',
    subAttributes: [
      attribute('value', 'The id of the user'),
      attribute('displayName', 'Their name'),
    ],
  }),
]

export function listSchemas(baseUrl: string): JsonObject[] {
  const schema = (id: string, name: string, attributes: JsonObject[]): JsonObject => ({
    schemas: [SCHEMA],
    id,
    name,
    description: name,
    attributes,
    meta: { resourceType: 'Schema', location: `${baseUrl}/Schemas/${id}` },
  })
  return [
    schema(USER_SCHEMA, 'User', USER_ATTRIBUTES),
    schema(GROUP_SCHEMA, 'Group', GROUP_ATTRIBUTES),
    schema(ENTERPRISE_SCHEMA, 'EnterpriseUser', ENTERPRISE_ATTRIBUTES),
  ]
}
