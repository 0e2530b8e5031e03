import { type ComponentProps, useId } from 'react'

/** The browser's own, with its words beside it. */
export function Checkbox({ label, ...rest }: ComponentProps<'input'> & { label: string }) {
  const id = useId()
  return (
    <span className="flex min-h-(--control) items-center gap-2.5 text-sm">
      <input id={id} type="checkbox" className="size-4 shrink-0" {...rest} />
      <label htmlFor={id} className="grow">
        <bdi>{label}</bdi>
      </label>
    </span>
  )
}
