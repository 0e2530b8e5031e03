/** What every way of single sign-on has. */
const MAPPING = {
  id: 'its name in addresses of this Galerne; must stay the same',
  name: 'what its button says',
  organisation: 'the id of the organisation that people come into',
  mayCreatePeople: 'false: only people whom somebody invited or provisioned come in',
  trustedDomains:
    'e-mail domains of which its word is believed: who has such an address here already becomes that person',
  allowedDomains: 'only people of these domains come in; empty: whatever domain',
  'groups.from': 'the claim or attribute that says the groups; `a.b` for nested ones',
  'groups.names': 'its groups, and the names that they have here',
  'groups.takesOthers': 'its other groups come in under their own names',
  'roles.from': 'the claim or attribute that roles are read from',
  'roles.names':
    'what it says there, and the role that this gives; nobody becomes owner unless it stands here',
  'roles.isNeeded': 'who has none of them does not come in',
}

const OWN: Record<string, Record<string, string>> = {
  oidc: {
    profile: 'whose habits it has',
    issuer: 'its address, exactly as it writes itself',
    clientId: 'the name that it knows this Galerne by',
    clientSecret: 'its secret, from the environment; null: a public client',
    clientAuthentication: 'how the secret is sent',
    scopes: 'what is asked for; null: as the profile has it',
    usesPkce: 'whether codes are bound by PKCE; null: as the profile has it',
    signatureAlgorithm: 'what it signs with; anything else is refused',
    acrValues: 'levels of assurance that are asked for, of which one must come back',
    requiresSecondFactor: 'who proved themselves by one factor alone does not come in',
    isInternal: 'it stands in your own network: private addresses and plain http are allowed',
    caFile: 'a file of certificates in PEM that are trusted in place of the usual ones',
    ca: 'the same as text',
    clockToleranceSeconds: 'by how much its clock may differ',
  },
  saml: {
    entityId: 'the identity provider’s entity id, exactly',
    signInUrl: 'where people are sent to sign in',
    signOutUrl: 'where it takes sign-outs (single logout); null: it does not',
    signOutBinding: 'how they are sent there: by redirect, or by a form',
    certificates: 'what it signs with, in PEM; two while it changes them',
    emailAttribute: 'the attribute with the e-mail address; null: the usual ones are tried',
    nameAttribute: 'the attribute with the name; null: the usual ones are tried',
    clockToleranceSeconds: 'by how much its clock may differ',
  },
  ldap: {
    url: '`ldaps://`, or `ldap://` made secure by StartTLS',
    usesStartTls: 'false: passwords travel readable; only in a network of your own',
    caFile: 'a file of certificates in PEM that are trusted in place of the usual ones',
    ca: 'the same as text',
    isInternal: 'false: only at a public address, and encrypted',
    bindDn: 'an account that may search; null: anybody may',
    bindPassword: 'its password, from the environment',
    baseDn: 'where people are',
    filter: 'which of them, what they typed standing for `{name}`',
    idAttribute: 'what never changes of a person; `objectGUID` in Active Directory',
    emailAttribute: 'the attribute with the e-mail address',
    nameAttribute: 'the attribute with the name',
    groupBaseDn: 'where groups are searched by member; null: `memberOf` of the person says them',
    loginDomains: 'who types an address of these domains is asked here; empty: everybody',
  },
}

/** Of `signIn` in galerne.yaml. */
export const SIGN_IN_TEXTS: Record<string, string> = Object.fromEntries(
  Object.entries(OWN).flatMap(([kind, own]) =>
    Object.entries({ ...MAPPING, ...own }).map(([name, text]) => [
      `signIn.${kind}[].${name}`,
      text,
    ]),
  ),
)
