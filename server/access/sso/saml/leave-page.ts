import { escapeMarkup } from '#server/lib/escape-markup.ts'
import type { ToSend } from './logout-messages.ts'

/** A page with one button, which sends a form there. No script presses it. */
export function writeLeavePage({ url, form = {} }: ToSend): string {
  const fields = Object.entries(form).map(
    ([name, value]) =>
      `<input type="hidden" name="${escapeMarkup(name)}" value="${escapeMarkup(value)}">`,
  )
  return `<!doctype html>
<html lang="en" dir="ltr">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Signed out · Galerne</title></head>
<body><main><h1>You are signed out here</h1>
<p>Go on to end the sign-in at ${escapeMarkup(new URL(url).host)} as well.</p>
<form method="post" action="${escapeMarkup(url)}">${fields.join('')}<button>Go on</button></form>
</main></body>
</html>
`
}
