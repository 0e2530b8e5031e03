import { Trans, useLingui } from '@lingui/react/macro'
import { useId, useState, type FormEvent } from 'react'
import type { PriceEntry, SetPrice } from '#wire/money.ts'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { Select } from '../../ui/Select.tsx'
import { TextField } from '../../ui/TextField.tsx'
import { FailureNotice } from '../FailureNotice.tsx'
import { useTask } from '../use-task.ts'
import { toAmount, toMicros } from './amounts.ts'
import { textOf } from './form-text.ts'
import { useMoney } from './use-money.ts'

interface PriceDialogProps {
  /** The price that it takes the place of; null: of a model that has none yet. */
  replaced: PriceEntry | null
  /** `2026-11-22`. */
  today: string
  onClose: () => void
  onSaved: () => void
}

type Amounts = Record<'input' | 'output' | 'cached', number | null | undefined>

/** A price of the organisation's own: from its contract, or of a model that the list does not know. */
export function PriceDialog({ replaced, today, onClose, onSaved }: PriceDialogProps) {
  const { t } = useLingui()
  const client = useMoney()
  const formId = useId()
  const { run, isRunning, failure } = useTask()
  const [amounts, setAmounts] = useState<Amounts | null>(null)

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const read = amountsFrom(form)
    setAmounts(read)
    const price = priceFrom(form, replaced, read)
    if (price && (await run(() => client.setPrice(price)))) onSaved()
  }

  return (
    <Dialog
      title={replaced ? t`Your own price of ${replaced.model}` : t`Add a price`}
      closeLabel={t`Close`}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
          <Button look="primary" type="submit" form={formId} isBusy={isRunning}>
            <Trans>Save</Trans>
          </Button>
        </>
      }
    >
      <form className="grid gap-4 text-ink" id={formId} onSubmit={(event) => void submit(event)}>
        {!replaced && <ModelFields />}
        <AmountFields replaced={replaced} today={today} amounts={amounts} />
        {failure && <FailureNotice code={failure.code} detail={failure.message} />}
      </form>
    </Dialog>
  )
}

interface AmountFieldsProps extends Pick<PriceDialogProps, 'replaced' | 'today'> {
  /** What was typed; null: nothing was yet. */
  amounts: Amounts | null
}

function AmountFields({ replaced, today, amounts }: AmountFieldsProps) {
  const { t } = useLingui()
  const wrong = t`Write an amount, such as 80 or 0.50.`
  const problemOf = (amount: number | null | undefined, isNeeded: boolean) =>
    amount === undefined || (isNeeded && amount === null) ? { error: wrong } : {}
  return (
    <>
      <div className="grid gap-4 sm:grid-cols-2">
        <TextField
          label={t`A million tokens read`}
          name="input"
          inputMode="decimal"
          required
          defaultValue={toAmount(replaced?.inputMicros ?? null)}
          {...(amounts && problemOf(amounts.input, true))}
        />
        <TextField
          label={t`A million tokens written`}
          name="output"
          inputMode="decimal"
          required
          defaultValue={toAmount(replaced?.outputMicros ?? null)}
          {...(amounts && problemOf(amounts.output, true))}
        />
        <TextField
          label={t`Of those read, from a cache`}
          name="cached"
          inputMode="decimal"
          hint={t`Empty: as the others.`}
          defaultValue={toAmount(replaced?.cachedInputMicros ?? null)}
          {...(amounts && problemOf(amounts.cached, false))}
        />
        <Select
          label={t`Currency`}
          name="currency"
          defaultValue={replaced?.currency ?? 'EUR'}
          options={['EUR', 'USD'].map((value) => ({ value, name: value }))}
        />
        <TextField
          label={t`Since`}
          name="validFrom"
          type="date"
          required
          defaultValue={today}
          hint={t`What was called before keeps its price.`}
        />
      </div>
      <TextField
        label={t`Where it was read`}
        name="source"
        required
        maxLength={500}
        placeholder={t`Contract of 1 March, page 4`}
        defaultValue={replaced?.id === null ? '' : (replaced?.source ?? '')}
      />
    </>
  )
}

function ModelFields() {
  const { t } = useLingui()
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <TextField
        label={t`Provider`}
        name="provider"
        required
        maxLength={100}
        hint={t`Its name among your providers, such as mistral.`}
      />
      <TextField
        label={t`Model`}
        name="model"
        required
        maxLength={200}
        hint={t`As the provider calls it.`}
      />
    </div>
  )
}

function amountsFrom(form: FormData): Amounts {
  return {
    input: toMicros(textOf(form, 'input')),
    output: toMicros(textOf(form, 'output')),
    cached: toMicros(textOf(form, 'cached')),
  }
}

function priceFrom(
  form: FormData,
  replaced: PriceEntry | null,
  { input, output, cached }: Amounts,
): SetPrice | undefined {
  if (input === undefined || output === undefined || cached === undefined) return undefined
  if (input === null || output === null) return undefined
  return {
    provider: replaced?.provider ?? textOf(form, 'provider'),
    model: replaced?.model ?? textOf(form, 'model'),
    validFrom: textOf(form, 'validFrom'),
    currency: form.get('currency') === 'USD' ? 'USD' : 'EUR',
    prices: {
      inputMicros: input,
      outputMicros: output,
      cachedInputMicros: cached,
      cacheWriteMicros: null,
      reasoningMicros: null,
      audioInputMicros: null,
      audioOutputMicros: null,
    },
    source: textOf(form, 'source'),
  }
}
