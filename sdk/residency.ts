import { JourneyList } from '#wire/residency.ts'
import type { Http } from './http.ts'

/** Where one's words went; null: in any conversation of the last 30 days. Apart from createClient: one page needs it. */
export async function listJourneys(http: Http, conversation: string | null, signal: AbortSignal) {
  const path = '/api/residency/journeys'
  const { journeys } = await http.query({
    path: conversation === null ? path : `${path}?conversation=${encodeURIComponent(conversation)}`,
    answer: JourneyList,
    signal,
  })
  return journeys
}
