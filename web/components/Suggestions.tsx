import { Trans, useLingui } from '@lingui/react/macro'

/** First questions, which the field takes over and nobody sends by accident. */
export function Suggestions({ onChoose }: { onChoose: (text: string) => void }) {
  const { t } = useLingui()
  const suggestions = [
    {
      title: t`Explain in plain words`,
      text: t`Explain in plain words how a heat pump works and when one is worth it.`,
    },
    {
      title: t`Draft a letter`,
      text: t`Draft a polite letter to the neighbours: building work in our courtyard, from Monday to Friday.`,
    },
    {
      title: t`Translate`,
      text: t`Translate into Polish: “The office is closed on Friday and opens again on Monday at eight.”`,
    },
    {
      title: t`Write code`,
      text: t`Write a Python function that checks an IBAN, with an example.`,
    },
  ]
  return (
    <section aria-labelledby="suggestions" className="w-full">
      <h2 className="sr-only" id="suggestions">
        <Trans>Ideas to begin with</Trans>
      </h2>
      <ul className="grid grid-cols-2 gap-2.5">
        {suggestions.map(({ title, text }) => (
          <li key={title}>
            <button
              className="flex h-full min-h-(--control) w-full flex-col justify-center rounded-lg border border-line bg-surface/80 px-4 py-3 text-start transition-colors hover:border-line-strong hover:bg-raised sm:justify-start"
              onClick={() => onChoose(text)}
              type="button"
            >
              <span className="block text-sm font-medium text-sea-ink">{title}</span>
              <span className="mt-0.5 hidden text-sm text-ink-muted sm:block">{text}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}
