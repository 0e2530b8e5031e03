import { createAccountClient } from '#sdk/accounts.ts'
import { ApiFailure } from '#sdk/api-failure.ts'
import type { Http } from '#sdk/http.ts'
import type { LanguageState } from './language.ts'
import { pickLanguage } from './pick-language.ts'

/** In a browser where nobody has chosen a language, the one that the person has chosen in another. */
export async function followPerson(language: LanguageState, http: Http): Promise<void> {
  try {
    const { locale } = (await createAccountClient(http).get()).person
    const chosen = locale === null ? undefined : pickLanguage([locale], language.available)
    if (chosen !== undefined && chosen !== language.language.get()) await language.choose(chosen)
  } catch (error) {
    if (!(error instanceof ApiFailure)) throw error
  }
}
