import { Avatar } from '../ui/Avatar.tsx'
import { Button } from '../ui/Button.tsx'
import { Disclosure } from '../ui/Disclosure.tsx'
import { IconButton } from '../ui/IconButton.tsx'
import { Kbd } from '../ui/Kbd.tsx'
import { Select } from '../ui/Select.tsx'
import { TextField } from '../ui/TextField.tsx'
import { Section, States } from './Section.tsx'

const LANGUAGES = [
  { value: 'fr', name: 'Français', lang: 'fr' },
  { value: 'el', name: 'Ελληνικά', lang: 'el' },
  { value: 'bg', name: 'Български', lang: 'bg' },
]

/** What is pressed, typed into and chosen from. */
export function Controls() {
  return (
    <>
      <Section id="buttons" title="Buttons">
        {(['primary', 'quiet', 'bare', 'danger'] as const).map((look) => (
          <States key={look}>
            <Button look={look}>{look}</Button>
            <Button look={look} icon="send">
              With an icon
            </Button>
            <Button look={look} isBusy>
              Busy
            </Button>
            <Button look={look} disabled>
              Disabled
            </Button>
          </States>
        ))}
        <States>
          <IconButton icon="copy" label="Copy" />
          <IconButton icon="sidebar" label="Show the conversations" aria-pressed="true" />
          <IconButton icon="trash" label="Delete" disabled />
        </States>
      </Section>
      <Section id="disclosures" title="Disclosures">
        <Disclosure title="Closed until it is wanted">What few need</Disclosure>
        <Disclosure icon="filter" isOpen title="Open">
          What few need
        </Disclosure>
      </Section>
      <Section id="fields" title="Fields">
        <div className="grid max-w-2xl gap-5 sm:grid-cols-2">
          <TextField label="Name of the key" placeholder="Ferry timetable" />
          <TextField label="Address" hint="Where the provider answers." defaultValue="https://" />
          <TextField
            label="Budget"
            defaultValue="-5"
            error="A budget is zero or more. Try 5."
            inputMode="decimal"
          />
          <TextField label="Region" defaultValue="France Central" disabled />
          <Select label="Language of the interface" options={LANGUAGES} defaultValue="el" />
        </div>
      </Section>
      <Section id="small" title="Small things">
        <States>
          <Kbd>Shift</Kbd>
          <Kbd>Enter</Kbd>
          <Avatar name="Élodie Öztürk" />
          <Avatar name="Георги" />
        </States>
      </Section>
    </>
  )
}
