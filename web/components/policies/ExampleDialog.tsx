import { Trans, useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { Classification } from '#wire/classification.ts'
import type { ExamplePlace, PolicyExample } from '#wire/policy.ts'
import { Role } from '#wire/roles.ts'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { Select } from '../../ui/Select.tsx'
import { TextField } from '../../ui/TextField.tsx'
import { CLASSES } from '../classification/class-texts.ts'
import { ROLE_NAMES } from '../people/role-names.ts'
import { ZONE_TEXTS, type Zone } from '../residency/zones.ts'

interface ExampleDialogProps {
  onAdd: (example: PolicyExample) => void
  onClose: () => void
}

const PLACES: Partial<Record<Zone, ExamplePlace>> = {
  own: { isOwnHardware: true, trainsOnData: false, retentionDays: 0 },
  'eu-operator': { dataZone: 'EU', jurisdiction: 'EU', trainsOnData: false, retentionDays: 0 },
  'eu-region': { dataZone: 'EU', jurisdiction: 'US', trainsOnData: false, retentionDays: 30 },
  elsewhere: { dataZone: 'US', jurisdiction: 'US', trainsOnData: false, retentionDays: 30 },
  unknown: {},
}
const isZone = (text: string): text is Zone => text in PLACES

/** One example: who, with what class, at what kind of place. */
export function ExampleDialog({ onAdd, onClose }: ExampleDialogProps) {
  const { t, i18n } = useLingui()
  const [name, setName] = useState('')
  const [role, setRole] = useState<Role | 'key'>('member')
  const [zone, setZone] = useState<Zone>('own')
  const [classification, setClassification] = useState<Classification>('restricted')
  const [expected, setExpected] = useState<PolicyExample['expected']>('allow')
  const add = () => onAdd(toExample({ name, role, zone, classification, expected }))
  return (
    <Dialog
      title={t`Add an example`}
      closeLabel={t`Close`}
      onClose={onClose}
      actions={
        <Button look="primary" disabled={name.trim() === ''} onClick={add}>
          <Trans>Add</Trans>
        </Button>
      }
    >
      <div className="grid gap-4">
        <TextField
          label={t`Name`}
          hint={t`As a sentence: “Members may use our own machines for secrets”.`}
          maxLength={200}
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
        <Select
          label={t`Who`}
          value={role}
          onChange={(event) => setRole(Role.safeParse(event.target.value).data ?? 'key')}
          options={[
            ...Role.options.map((value) => ({ value, name: i18n._(ROLE_NAMES[value]) })),
            { value: 'key', name: t`A key` },
          ]}
        />
        <Select
          label={t`Classification`}
          value={classification}
          onChange={(event) => setClassification(Classification.parse(event.target.value))}
          options={Classification.options.map((value) => ({
            value,
            name: i18n._(CLASSES[value].name),
          }))}
        />
        <Select
          label={t`Computed at`}
          value={zone}
          onChange={(event) => isZone(event.target.value) && setZone(event.target.value)}
          options={Object.keys(PLACES)
            .filter(isZone)
            .map((value) => ({ value, name: i18n._(ZONE_TEXTS[value].name) }))}
        />
        <Select
          label={t`Decision`}
          value={expected}
          onChange={(event) => setExpected(event.target.value === 'deny' ? 'deny' : 'allow')}
          options={[
            { value: 'allow', name: t`allowed` },
            { value: 'deny', name: t`denied` },
          ]}
        />
      </div>
    </Dialog>
  )
}

interface Filled {
  name: string
  role: Role | 'key'
  zone: Zone
  classification: Classification
  expected: PolicyExample['expected']
}

function toExample({ name, role, zone, classification, expected }: Filled): PolicyExample {
  const isKey = role === 'key'
  return {
    name: name.trim(),
    who: {
      kind: isKey ? 'key' : 'person',
      roles: isKey ? [] : [role],
      groups: [],
      methods: isKey ? [] : ['pwd'],
    },
    action: 'deployment.use',
    place: PLACES[zone] ?? {},
    classification,
    operation: 'chat',
    purpose: null,
    isTainted: false,
    expected,
  }
}
