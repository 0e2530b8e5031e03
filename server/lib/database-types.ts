/** Postgres's number for the type `json`: `jsonb` would first be built, and costs a sixth more. */
export const JSON_OID = 114
