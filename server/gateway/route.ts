export type { Deployment } from './routing/target.ts'
