/**
 * Our own icons: 24 × 24, drawn with one stroke of 1.75, in the colour of the text around them. `PATHS` is the whole set;
 * an icon whose meaning has a direction ("back", "next") turns round in right-to-left text.
 */
const PATHS = {
  add: 'M12 5v14M5 12h14',
  archive: 'M4 5h16v4H4zM6 9v10h12V9M10 13h4',
  back: 'M19 12H5M11 6l-6 6 6 6',
  check: 'M5 12.5l4.5 4.5L19 7.5',
  'chevron-down': 'M6 9.5l6 6 6-6',
  'chevron-end': 'M9.5 6l6 6-6 6',
  'chevron-start': 'M14.5 6l-6 6 6 6',
  close: 'M6 6l12 12M18 6L6 18',
  conversation: 'M5 5h14v11h-8l-4 3.5V16H5zM9 9h6M9 12h4',
  copy: 'M9 9h10v11H9zM15 9V5H5v11h4',
  danger: 'M8.5 4h7L20 8.5v7L15.5 20h-7L4 15.5v-7zM12 8v5M12 16v.01',
  edit: 'M5 19l1-4.5L15.5 5 19 8.5 9.5 18zM13 7.5l3.5 3.5',
  external: 'M10 6H5v13h13v-5M13 5h6v6M19 5l-8.5 8.5',
  'image-off': 'M7.5 5H20v12.500M17 19H4V6M4 16l4.500-4.500 7 7M4 4l16 16',
  info: 'M12 3.5a8.5 8.5 0 1 0 0 17a8.5 8.5 0 0 0 0-17M12 11v5M12 8v.01',
  key: 'M8 11.5a4 4 0 1 0 0 8a4 4 0 0 0 0-8M11 12.5L19 4.5M16 7.5l3 3',
  language:
    'M12 3.5a8.5 8.5 0 1 0 0 17a8.5 8.5 0 0 0 0-17M3.5 12h17M12 3.5c5 5 5 12 0 17c-5-5-5-12 0-17',
  menu: 'M4 7h16M4 12h16M4 17h10',
  model: 'M11 3v14H4.5C5 11 7 6 11 3M14 8c2.5 2 4.5 5.5 5 9h-5M4 20.5h16',
  moon: 'M19.5 14.5A8 8 0 0 1 9.5 4.5a8 8 0 1 0 10 10',
  more: 'M6 12v.01M12 12v.01M18 12v.01',
  retry: 'M19 12a7 7 0 1 1-2.2-5.1M19 4v4.5h-4.5',
  search: 'M10.5 4.5a6 6 0 1 0 0 12a6 6 0 0 0 0-12M15 15l5 5',
  send: 'M12 19V5M6 11l6-6 6 6',
  settings:
    'M4 7h9M17 7h3M4 17h3M11 17h9M15 4.75a2.25 2.25 0 1 0 0 4.5a2.25 2.25 0 0 0 0-4.5M9 14.75a2.25 2.25 0 1 0 0 4.5a2.25 2.25 0 0 0 0-4.5',
  sidebar: 'M4 5h16v14H4zM9.5 5v14',
  'sign-out': 'M13 5H5v14h8M10 12h10M16 8l4 4-4 4',
  stop: 'M7 7h10v10H7z',
  success: 'M12 3.5a8.5 8.5 0 1 0 0 17a8.5 8.5 0 0 0 0-17M8.5 12l2.5 2.5 4.5-5',
  sun: 'M12 8a4 4 0 1 0 0 8a4 4 0 0 0 0-8M12 2.5v2M12 19.5v2M2.5 12h2M19.5 12h2M5.3 5.3l1.4 1.4M17.3 17.3l1.4 1.4M18.7 5.3l-1.4 1.4M6.7 17.3l-1.4 1.4',
  system: 'M4 5h16v11H4zM9 20h6M12 16v4',
  trash: 'M5 7h14M9 7V4h6v3M7 7l1 13h8l1-13M10.5 11v5M13.5 11v5',
  warning: 'M12 4l9 16H3zM12 10v4.5M12 17v.01',
} satisfies Record<string, string>

export type IconName = keyof typeof PATHS

export const ICON_NAMES = Object.keys(PATHS).filter(isIconName)

function isIconName(name: string): name is IconName {
  return Object.hasOwn(PATHS, name)
}

const DIRECTIONAL = new Set<IconName>([
  'back',
  'chevron-end',
  'chevron-start',
  'external',
  'sidebar',
  'sign-out',
])

interface IconProps {
  name: IconName
  /** In pixels at the default font size; it grows with the text. */
  size?: number
}

/** An icon beside words or in a labelled button: hidden from assistive technology. */
export function Icon({ name, size = 18 }: IconProps) {
  const isFilled = name === 'stop'
  return (
    <svg
      viewBox="0 0 24 24"
      width={`${size / 16}em`}
      height={`${size / 16}em`}
      className={`icon ${DIRECTIONAL.has(name) ? 'icon-directional' : ''}`}
      fill={isFilled ? 'currentColor' : 'none'}
      stroke="currentColor"
      strokeWidth={name === 'more' ? 2.75 : 1.75}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      <path d={PATHS[name]} />
    </svg>
  )
}
