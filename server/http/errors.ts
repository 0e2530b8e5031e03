import { HTTP_STATUS, type ApiErrorBody } from '#wire/errors.ts'
import { AppError, toApiError } from '#server/lib/app-error.ts'
import type { Log } from '#server/lib/log.ts'

/** The answer to a request that failed: an ApiErrorBody. What nobody expected is logged with its stack. */
export function toErrorResponse(
  error: unknown,
  context: { requestId: string; log: Log },
): Response {
  const { requestId, log } = context
  if (!(error instanceof AppError)) log.error('request.failed', { requestId, error })
  const body: ApiErrorBody = { error: toApiError(error, requestId) }
  const { retryAfterMs } = body.error
  return Response.json(body, {
    status: HTTP_STATUS[body.error.code],
    headers: {
      'cache-control': 'no-store',
      ...(retryAfterMs !== undefined && { 'retry-after': String(Math.ceil(retryAfterMs / 1000)) }),
    },
  })
}

/** A page for a person whose browser shows it as it is, without the web app. */
export function plainPage(status: number, title: string, message: string): Response {
  const html = `<!doctype html>
<html lang="en" dir="ltr">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escapeHtml(title)} · Galerne</title></head>
<body><main><h1>${escapeHtml(title)}</h1><p>${escapeHtml(message)}</p></main></body>
</html>
`
  return new Response(html, {
    status,
    headers: { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' },
  })
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}
