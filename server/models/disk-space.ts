import { AppError } from '../lib/app-error.ts'
import { codeOf } from '../lib/thrown.ts'
import { freeBytesAt } from './machine.ts'
import type { ModelFolder } from './model-folder.ts'

/** What must stay free, for the database that may share the disk. */
const RESERVE_BYTES = 256_000_000

interface Wanting {
  model: { id: string }
  folder: ModelFolder
  freeBytes?: (folder: string) => Promise<number>
}

/** Throws, before anything is written, where the disk cannot take this many bytes more. */
export async function ensureDiskSpace(
  { model, folder, freeBytes = freeBytesAt }: Wanting,
  bytes: number,
): Promise<void> {
  const free = await freeBytes(folder.root)
  const neededBytes = bytes + RESERVE_BYTES
  if (bytes <= 0 || free >= neededBytes) return
  throw new AppError(
    'not_ready',
    `Not enough disk space for ${model.id}: ${megabytes(neededBytes)} are needed in ${folder.root} ` +
      `and ${megabytes(free)} are free. Free some, or name another folder in GALERNE_MODELS.`,
  )
}

export const isDiskFull = (error: unknown) => ['ENOSPC', 'EDQUOT'].includes(codeOf(error) ?? '')

export function refuseFullDisk({ model, folder }: Wanting, cause: unknown): AppError {
  return new AppError(
    'not_ready',
    `The disk became full while ${model.id} was being pulled into ${folder.root}; what had come was ` +
      'removed. Free some space, or name another folder in GALERNE_MODELS, and pull again.',
    { cause },
  )
}

const megabytes = (bytes: number) => `${Math.ceil(bytes / 1e6).toLocaleString('en')} MB`
