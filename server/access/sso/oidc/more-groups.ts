import { z } from 'zod'
import { parseJson } from '#server/lib/parse-json.ts'
import type { IssuerFetch } from '../issuer-fetch.ts'

/** What Microsoft Graph answers. */
const Page = z.object({
  value: z.array(z.object({ id: z.string() })),
  '@odata.nextLink': z.string().nullish(),
})

const MAX_PAGES = 20

/**
 * The groups that do not fit into a token, asked for with the token of the person. The address is the profile's: one that came in
 * a token is not called. Null: they could not be had, so that what is known stays.
 */
export async function fetchMoreGroups(
  dial: IssuerFetch,
  firstUrl: string,
  accessToken: string,
): Promise<string[] | null> {
  const ids: string[] = []
  let url: string | undefined = firstUrl
  for (let page = 0; page < MAX_PAGES && url !== undefined; page += 1) {
    const answer = await dial(url, { headers: { authorization: `Bearer ${accessToken}` } })
    if (answer.status !== 200) return null
    const parsed = Page.safeParse(parseJson(await answer.text()))
    if (!parsed.success) return null
    ids.push(...parsed.data.value.map(({ id }) => id))
    url = parsed.data['@odata.nextLink'] ?? undefined
    // The next page is where the first one was, or it is a trap for the token.
    if (url !== undefined && !isAt(url, firstUrl)) return null
  }
  return url === undefined ? ids : null
}

function isAt(url: string, firstUrl: string): boolean {
  return URL.canParse(url) && new URL(url).origin === new URL(firstUrl).origin
}
