import type { z } from 'zod'

export type ApiMethod = 'get' | 'post' | 'put' | 'patch' | 'delete'

/** A schema under the name that the description gives it: `{ CreateKey }`. */
export type NamedSchema = Record<string, z.ZodType>

/** One thing that can be asked of `/api`. */
export interface ApiOperation {
  method: ApiMethod
  /** Below `/api`, `:id` for what stands in its place. */
  path: string
  /** What it does, for whoever writes a program against it. */
  summary: string
  body?: NamedSchema
  /** Absent: none. */
  answer?: NamedSchema
  query?: z.ZodType
  /** Of its answer; absent: 200 with an answer, 204 without. */
  status?: number
  /** Of its answer; absent: JSON. A stream's schema is that of one event. */
  type?: string
}

export type Row = [
  ApiMethod,
  path: string,
  summary: string,
  Omit<ApiOperation, 'method' | 'path' | 'summary'>?,
]
