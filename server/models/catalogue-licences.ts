import type { ModelLicence } from './catalogue-model.ts'

export const APACHE_2: ModelLicence = {
  name: 'Apache-2.0',
  url: 'https://www.apache.org/licenses/LICENSE-2.0',
  isOpenSource: true,
}
export const MIT: ModelLicence = {
  name: 'MIT',
  url: 'https://opensource.org/license/mit',
  isOpenSource: true,
}
export const GEMMA_TERMS: ModelLicence = {
  name: 'Gemma Terms of Use',
  url: 'https://ai.google.dev/gemma/terms',
  isOpenSource: false,
}
export const LLAMA_3_1: ModelLicence = {
  name: 'Llama 3.1 Community License',
  url: 'https://www.llama.com/llama3_1/license/',
  isOpenSource: false,
}
export const LLAMA_3_2: ModelLicence = {
  name: 'Llama 3.2 Community License',
  url: 'https://www.llama.com/llama3_2/license/',
  isOpenSource: false,
}
