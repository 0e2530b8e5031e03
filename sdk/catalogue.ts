import { Catalogue } from '#wire/catalogue.ts'
import {
  ProviderDependents,
  ProviderInfo,
  ProviderInfoList,
  ProviderPresetList,
  ProviderTest,
  type ProviderForm,
} from '#wire/providers.ts'
import type { Http } from './http.ts'

export type CatalogueClient = ReturnType<typeof createCatalogueClient>

const at = (id: string) => encodeURIComponent(id)

/** Models, downloads and providers. Apart from createClient, so that only the pages that show them load it. */
export function createCatalogueClient(http: Http) {
  return {
    getCatalogue: (signal?: AbortSignal) =>
      http.query({ path: '/api/catalogue', answer: Catalogue, signal }),
    /** Begins to fetch a model to the server's machine, or goes on where it stopped. */
    startDownload: (id: string) =>
      http.command({ method: 'POST', path: `/api/catalogue/downloads/${at(id)}` }),
    stopDownload: (id: string) =>
      http.command({ method: 'DELETE', path: `/api/catalogue/downloads/${at(id)}` }),

    listProviders: async (signal?: AbortSignal) =>
      (await http.query({ path: '/api/providers', answer: ProviderInfoList, signal })).providers,
    listPresets: async (signal?: AbortSignal) =>
      (await http.query({ path: '/api/providers/presets', answer: ProviderPresetList, signal }))
        .presets,
    addProvider: (body: ProviderForm) =>
      http.query({ method: 'POST', path: '/api/providers', body, answer: ProviderInfo }),
    changeProvider: (body: ProviderForm) =>
      http.query({
        method: 'POST',
        path: `/api/providers/${at(body.id)}`,
        body,
        answer: ProviderInfo,
      }),
    setProviderEnabled: (id: string, isEnabled: boolean) =>
      http.query({
        method: 'PATCH',
        path: `/api/providers/${at(id)}`,
        body: { isEnabled },
        answer: ProviderInfo,
      }),
    findDependents: (id: string, signal?: AbortSignal) =>
      http.query({
        path: `/api/providers/${at(id)}/dependents`,
        answer: ProviderDependents,
        signal,
      }),
    removeProvider: (id: string) =>
      http.command({ method: 'DELETE', path: `/api/providers/${at(id)}` }),
    /** Asks for its models and makes one cheap call; what goes wrong there is in the answer. */
    testProvider: (body: ProviderForm, signal?: AbortSignal) =>
      http.query({
        method: 'POST',
        path: '/api/providers/test',
        body,
        answer: ProviderTest,
        signal,
      }),
  }
}
