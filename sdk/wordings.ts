import { WordingProposal, WordingProposalList, type ProposeWording } from '#wire/wordings.ts'
import type { Http } from './http.ts'

export type WordingsClient = ReturnType<typeof createWordingsClient>

/** Better wording for the interface. */
export function createWordingsClient(http: Http) {
  return {
    /** In place of what one proposed for the same text before. */
    propose: (body: ProposeWording) =>
      http.query({ method: 'POST', path: '/api/wordings', body, answer: WordingProposal }),
    list: async (signal?: AbortSignal) =>
      (await http.query({ path: '/api/wordings', answer: WordingProposalList, signal })).proposals,
    remove: (id: string) => http.command({ method: 'DELETE', path: `/api/wordings/${id}` }),
    poFile: () => '/api/wordings.po',
    csvFile: () => '/api/wordings.csv',
  }
}
