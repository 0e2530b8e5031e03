interface Criterion {
  /** Of WCAG 2.2; of EN 301 549 with “9.” before it. */
  id: string
  name: string
  level: string
  status: 'Tested' | 'By design' | 'In part'
  how: string
}

const AXE =
  'axe on every page (`scripts/check-accessibility.ts`, `test/e2e/access.test.ts`, `test/e2e/observability.test.ts`)'
const KEYS =
  'the keyboard-only journeys of `test/e2e/access.test.ts`, `test/e2e/accounts.test.ts` and `test/e2e/everyone.test.ts`'

type Line = readonly [
  id: string,
  name: string,
  level: string,
  status: Criterion['status'],
  how: string,
]

const LINES: readonly Line[] = [
  ['1.1.1', 'Non-text content', 'A', 'Tested', `Icons are hidden or named; ${AXE}`],
  ['1.2.1–1.2.5', 'Time-based media', 'A, AA', 'By design', 'There is no audio and no video'],
  ['1.3.1', 'Info and relationships', 'A', 'Tested', `Headings, lists, tables, labels; ${AXE}`],
  [
    '1.3.2',
    'Meaningful sequence',
    'A',
    'By design',
    'The order of the page is the order of its elements; nothing is moved by styles',
  ],
  [
    '1.3.3',
    'Sensory characteristics',
    'A',
    'By design',
    'No instruction names a shape, a colour or a place alone',
  ],
  ['1.3.4', 'Orientation', 'AA', 'By design', 'No orientation is asked for'],
  [
    '1.3.5',
    'Identify input purpose',
    'AA',
    'Tested',
    `\`autocomplete\` on the fields of signing in; ${AXE}`,
  ],
  [
    '1.4.1',
    'Use of colour',
    'A',
    'In part',
    'States have a word or a sign beside the colour; looked at by hand only',
  ],
  ['1.4.2', 'Audio control', 'A', 'By design', 'Nothing sounds by itself'],
  [
    '1.4.3',
    'Contrast (minimum)',
    'AA',
    'Tested',
    `\`web/ui/tokens.test.ts\` computes every pair of both themes; ${AXE}`,
  ],
  [
    '1.4.4',
    'Resize text',
    'AA',
    'Tested',
    'Every page with text twice as large, nothing to be scrolled sideways: `scripts/check-accessibility.ts`',
  ],
  ['1.4.5', 'Images of text', 'AA', 'By design', 'None of ours'],
  ['1.4.10', 'Reflow', 'AA', 'Tested', 'Every page at 320 px: `scripts/check-accessibility.ts`'],
  [
    '1.4.11',
    'Non-text contrast',
    'AA',
    'Tested',
    'Borders of fields and the focus: `web/ui/tokens.test.ts`',
  ],
  [
    '1.4.12',
    'Text spacing',
    'AA',
    'In part',
    'No height is fixed around text; not tested by a program',
  ],
  [
    '1.4.13',
    'Content on hover or focus',
    'AA',
    'By design',
    'What appears on hover appears on focus, and Escape closes menus',
  ],
  ['2.1.1', 'Keyboard', 'A', 'Tested', KEYS],
  ['2.1.2', 'No keyboard trap', 'A', 'Tested', `${KEYS}; dialogs are the browser’s own`],
  [
    '2.1.4',
    'Character key shortcuts',
    'A',
    'Tested',
    'Only “?” is one key; it does nothing where one writes, and all can be switched off: `web/state/commands.test.ts`, `test/e2e/everyone.test.ts`',
  ],
  [
    '2.2.1',
    'Timing adjustable',
    'A',
    'In part',
    'Sessions last for days; nothing that was written is lost when one ends (`test/e2e/preferences.test.ts`)',
  ],
  [
    '2.2.2',
    'Pause, stop, hide',
    'A',
    'By design',
    'An answer that is being written can be stopped; reduced motion stills the rest',
  ],
  ['2.3.1', 'Three flashes', 'A', 'By design', 'Nothing flashes'],
  ['2.4.1', 'Bypass blocks', 'A', 'Tested', 'The link to the content: `test/e2e/access.test.ts`'],
  ['2.4.2', 'Page titled', 'A', 'Tested', AXE],
  [
    '2.4.3',
    'Focus order',
    'A',
    'Tested',
    `${KEYS}; the focus comes back where a dialog was opened`,
  ],
  ['2.4.4', 'Link purpose', 'A', 'Tested', AXE],
  [
    '2.4.5',
    'Multiple ways',
    'AA',
    'Tested',
    'Navigation, the palette (Ctrl+K), addresses: `test/e2e/everyone.test.ts`',
  ],
  ['2.4.6', 'Headings and labels', 'AA', 'Tested', AXE],
  [
    '2.4.7',
    'Focus visible',
    'AA',
    'Tested',
    'One outline everywhere (`web/ui/tokens.css`), its contrast in `web/ui/tokens.test.ts`',
  ],
  [
    '2.4.11',
    'Focus not obscured',
    'AA',
    'In part',
    'Nothing lies over the page but dialogs and toasts; what has the focus in a long conversation stays drawn',
  ],
  ['2.5.1', 'Pointer gestures', 'A', 'By design', 'None but a press'],
  [
    '2.5.2',
    'Pointer cancellation',
    'A',
    'By design',
    'Buttons and links of the browser act when the finger is lifted',
  ],
  ['2.5.3', 'Label in name', 'A', 'Tested', AXE],
  ['2.5.4', 'Motion actuation', 'A', 'By design', 'None'],
  [
    '2.5.7',
    'Dragging movements',
    'AA',
    'By design',
    'Whatever can be dragged has a button or a menu as well',
  ],
  [
    '2.5.8',
    'Target size (minimum)',
    'AA',
    'Tested',
    'axe’s `target-size` on every page: `scripts/check-accessibility.ts`',
  ],
  ['3.1.1', 'Language of page', 'A', 'Tested', AXE],
  [
    '3.1.2',
    'Language of parts',
    'AA',
    'Tested',
    'Each answer, each block and each announced sentence has its `lang`: `test/e2e/access.test.ts`, `test/e2e/assistant.test.ts`',
  ],
  ['3.2.1', 'On focus', 'A', 'By design', 'Focus changes nothing'],
  ['3.2.2', 'On input', 'A', 'By design', 'Choosing in a list never leaves the page'],
  ['3.2.3', 'Consistent navigation', 'AA', 'By design', 'One shell around every page'],
  ['3.2.4', 'Consistent identification', 'AA', 'By design', 'One component a thing'],
  [
    '3.2.6',
    'Consistent help',
    'A',
    'In part',
    '“?” and the palette are everywhere; whom to ask is said by the organisation’s own links',
  ],
  [
    '3.3.1',
    'Error identification',
    'A',
    'Tested',
    'Errors are tied to their fields and announced: `test/e2e/accounts.test.ts`',
  ],
  ['3.3.2', 'Labels or instructions', 'A', 'Tested', AXE],
  [
    '3.3.3',
    'Error suggestion',
    'AA',
    'Tested',
    'Messages say what to do; `test/e2e/observability.test.ts`',
  ],
  [
    '3.3.4',
    'Error prevention',
    'AA',
    'Tested',
    'Deleting can be undone, or is asked about first: `test/e2e/conversations.test.ts`',
  ],
  ['3.3.7', 'Redundant entry', 'A', 'By design', 'Nothing is asked for twice'],
  [
    '3.3.8',
    'Accessible authentication',
    'AA',
    'By design',
    'Passkeys, pasted passwords and codes; no puzzles',
  ],
  ['4.1.2', 'Name, role, value', 'A', 'Tested', AXE],
  [
    '4.1.3',
    'Status messages',
    'AA',
    'Tested',
    'Sentences of an answer are announced once, politely; code, tables and formulas are named; it can be stopped: `web/state/sentence-feed.test.ts`, `test/e2e/access.test.ts`',
  ],
]

/** How each criterion of levels A and AA is met. 4.1.1 is no criterion any more. */
export const CRITERIA: readonly Criterion[] = LINES.map(([id, name, level, status, how]) => ({
  id,
  name,
  level,
  status,
  how,
}))
