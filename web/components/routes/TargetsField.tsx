import { Trans, useLingui } from '@lingui/react/macro'
import { useId, useRef } from 'react'
import type { RouteChoice, RouteForm } from '#wire/own-routes.ts'
import { IconButton } from '../../ui/IconButton.tsx'
import { Select } from '../../ui/Select.tsx'
import { WhereBadge } from '../catalogue/badges.tsx'
import { whereComputed } from '../catalogue/where-computed.ts'
import { moved } from './form-state.ts'

type Targets = RouteForm['to']

interface TargetsFieldProps {
  targets: Targets
  choices: readonly RouteChoice[]
  hasShares: boolean
  error?: string | undefined
  onChange: (targets: Targets) => void
}

/** Where a route leads, the preferred ones first: added from a list, moved by buttons. */
export function TargetsField(props: TargetsFieldProps) {
  const { targets, choices, hasShares, error, onChange } = props
  const { t } = useLingui()
  const id = useId()
  const list = useRef<HTMLOListElement>(null)
  const taken = new Set(targets.map(({ deployment }) => deployment))
  const free = choices.filter(({ name }) => !taken.has(name))
  const focusSoon = (at: number) =>
    requestAnimationFrame(() => {
      const buttons = list.current?.children[at]?.querySelectorAll('button')
      ;[...(buttons ?? [])].find((button) => !button.disabled)?.focus()
    })
  function move(from: number, to: number) {
    onChange(moved(targets, from, to))
    focusSoon(to)
  }
  return (
    <fieldset
      aria-describedby={error === undefined ? undefined : `${id}-error`}
      className="grid gap-3"
    >
      <legend className="mb-1 text-sm font-medium">
        <Trans>Where its calls go</Trans>
      </legend>
      {targets.length > 0 && (
        <ol className="grid gap-2" ref={list}>
          {targets.map((target, at) => (
            <TargetRow
              at={at}
              choice={choices.find(({ name }) => name === target.deployment)}
              count={targets.length}
              hasShare={hasShares}
              key={target.deployment}
              onMove={(to) => move(at, to)}
              onRemove={() => onChange(targets.filter((one) => one !== target))}
              onWeight={(weight) =>
                onChange(targets.map((one) => (one === target ? { ...one, weight } : one)))
              }
              target={target}
            />
          ))}
        </ol>
      )}
      {free.length > 0 && (
        <Select
          label={targets.length === 0 ? t`Deployment` : t`One more deployment`}
          onChange={({ target }) => {
            if (target.value === '') return
            onChange([...targets, { deployment: target.value, weight: 1 }])
          }}
          options={[
            { value: '', name: t`Choose…` },
            ...free.map(({ name }) => ({ value: name, name })),
          ]}
          value=""
        />
      )}
      {error !== undefined && (
        <p className="text-sm text-danger" id={`${id}-error`} role="alert">
          {error}
        </p>
      )}
    </fieldset>
  )
}

interface TargetRowProps {
  target: Targets[number]
  /** Undefined: nobody offers it any more. */
  choice: RouteChoice | undefined
  at: number
  count: number
  hasShare: boolean
  onMove: (to: number) => void
  onRemove: () => void
  onWeight: (weight: number) => void
}

function TargetRow(props: TargetRowProps) {
  const { target, choice, at, count, hasShare, onMove, onRemove, onWeight } = props
  const { t } = useLingui()
  const { deployment, weight } = target
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 rounded-md border border-line bg-surface py-1 ps-3 pe-1">
      <span className="min-w-0 grow font-mono text-sm [overflow-wrap:anywhere]">
        <bdi>{deployment}</bdi>
      </span>
      {choice ? (
        <WhereBadge where={whereComputed(choice.place)} />
      ) : (
        <span className="text-sm text-danger">
          <Trans>Nobody offers it now.</Trans>
        </span>
      )}
      {hasShare && (
        <label className="flex items-center gap-2 text-sm">
          <Trans>Share</Trans>
          <input
            aria-label={t`Share of ${deployment}`}
            className="field w-20"
            min={0}
            onChange={({ target: field }) => onWeight(Math.max(0, Number(field.value) || 0))}
            step="any"
            type="number"
            value={weight}
          />
        </label>
      )}
      <span className="flex">
        <IconButton
          disabled={at === 0}
          icon="chevron-up"
          label={t`Move ${deployment} up`}
          onClick={() => onMove(at - 1)}
        />
        <IconButton
          disabled={at === count - 1}
          icon="chevron-down"
          label={t`Move ${deployment} down`}
          onClick={() => onMove(at + 1)}
        />
        <IconButton icon="close" label={t`Take ${deployment} out`} onClick={onRemove} />
      </span>
    </li>
  )
}
