import { config } from 'zod'

// The page's policy forbids and reports `new Function`, which zod tries as soon as a schema is made: this module comes first.
config({ jitless: true })
