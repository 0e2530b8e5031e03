/**
 * Our own icons: 24 × 24, drawn with one stroke of 1.75, in the colour of the text around them. `PATHS` is the whole set;
 * an icon whose meaning has a direction ("back", "next") turns round in right-to-left text.
 */
const PATHS = {
  add: 'M12 5v14M5 12h14',
  admin:
    'M12 3.500l7.500 2.750v5c0 4.500-3 7.500-7.500 9.250c-4.500-1.750-7.500-4.750-7.500-9.250v-5zM9 12l2.250 2.250L15 10',
  archive: 'M4 5h16v4H4zM6 9v10h12V9M10 13h4',
  attach:
    'M19 11.500l-7.250 7.250a4.250 4.250 0 0 1-6-6L13.500 5a2.850 2.850 0 0 1 4 4l-7.500 7.500a1.400 1.400 0 0 1-2-2L14.500 8',
  back: 'M19 12H5M11 6l-6 6 6 6',
  balance:
    'M12 4v16M8 20h8M5 7h14M5 7l-2.500 6a2.800 2.800 0 0 0 5 0zM19 7l-2.500 6a2.800 2.800 0 0 0 5 0z',
  bell: 'M6 16V11a6 6 0 0 1 12 0v5l1.500 2h-15zM10 20.750h4',
  book: 'M5 4.500h13.500v15H8a3 3 0 0 1-3-3zM5 16.500a3 3 0 0 1 3-3h10.500M9 8h6',
  building:
    'M5 20.500V4.500h9v16M14 9.500h5v11M3.500 20.500h17M8 8h3M8 11.500h3M8 15h3M16.500 13v.01M16.500 16.500v.01',
  chart: 'M4 4v16h16M8 15l3.500-4.500 3 2.500L19.500 7',
  check: 'M5 12.5l4.5 4.5L19 7.5',
  'chevron-down': 'M6 9.5l6 6 6-6',
  'chevron-up': 'M6 14.5l6-6 6 6',
  'chevron-end': 'M9.5 6l6 6-6 6',
  'chevron-start': 'M14.5 6l-6 6 6 6',
  cards:
    'M4 4.500h6.500V11H4zM13.500 4.500H20V11h-6.500zM4 14h6.500v6.500H4zM13.500 14H20v6.500h-6.500z',
  close: 'M6 6l12 12M18 6L6 18',
  cloud: 'M7 18.500a4 4 0 0 1-.5-7.970a5.500 5.500 0 0 1 10.700-.930a4.500 4.500 0 0 1-.2 8.900z',
  code: 'M8.500 7l-5 5 5 5M15.500 7l5 5-5 5',
  coins:
    'M12 4.500c4 0 7 1.250 7 2.750s-3 2.750-7 2.750s-7-1.250-7-2.750s3-2.750 7-2.750M5 7.250v4.750c0 1.500 3 2.750 7 2.750s7-1.250 7-2.750V7.250M5 12v4.750c0 1.500 3 2.750 7 2.750s7-1.250 7-2.750V12',
  compare: 'M4 5h6.500v14H4zM13.500 5H20v14h-6.500zM6.250 9h2M15.750 9h2M15.750 12h2',
  conversation: 'M5 5h14v11h-8l-4 3.5V16H5zM9 9h6M9 12h4',
  copy: 'M9 9h10v11H9zM15 9V5H5v11h4',
  danger: 'M8.5 4h7L20 8.5v7L15.5 20h-7L4 15.5v-7zM12 8v5M12 16v.01',
  download: 'M12 4.500v10M7.500 10.500l4.500 4.500 4.500-4.500M5 19.500h14',
  edit: 'M5 19l1-4.5L15.5 5 19 8.5 9.5 18zM13 7.5l3.5 3.5',
  external: 'M10 6H5v13h13v-5M13 5h6v6M19 5l-8.5 8.5',
  filter: 'M4 6h16M7 12h10M10 18h4',
  folder: 'M4 18.500V5.500h5.500l2 2.500H20v10.500z',
  flame:
    'M12 3c.75 3.750 5.750 5.500 5.750 10.750a5.750 5.750 0 0 1-11.500 0c0-2.500 1.500-4 2.500-5c.25 2 1.250 2.750 2 2.750c.75-2.500.25-5.500 1.250-8.500',
  group:
    'M9 4.500a3.250 3.250 0 1 0 0 6.500a3.250 3.250 0 0 0 0-6.500M3 19.500c.5-3.500 3-5.500 6-5.500s5.500 2 6 5.500M15.500 5a3 3 0 0 1 0 5.750M17 14.250c2.250.75 3.650 2.500 4 5.250',
  image: 'M4 5h16v14H4zM4 16l4.500-4.500 4 4 2.500-2.500 5 5M15.500 9v.01',
  'image-off': 'M7.5 5H20v12.500M17 19H4V6M4 16l4.500-4.500 7 7M4 4l16 16',
  info: 'M12 3.5a8.5 8.5 0 1 0 0 17a8.5 8.5 0 0 0 0-17M12 11v5M12 8v.01',
  key: 'M8 11.5a4 4 0 1 0 0 8a4 4 0 0 0 0-8M11 12.5L19 4.5M16 7.5l3 3',
  language:
    'M12 3.5a8.5 8.5 0 1 0 0 17a8.5 8.5 0 0 0 0-17M3.5 12h17M12 3.5c5 5 5 12 0 17c-5-5-5-12 0-17',
  list: 'M9 6.500h11M9 12h11M9 17.500h11M4.500 6.500v.01M4.500 12v.01M4.500 17.500v.01',
  menu: 'M4 7h16M4 12h16M4 17h10',
  model: 'M11 3v14H4.5C5 11 7 6 11 3M14 8c2.5 2 4.5 5.5 5 9h-5M4 20.5h16',
  microphone:
    'M12 4a2.500 2.500 0 0 0-2.500 2.500V11a2.500 2.500 0 0 0 5 0V6.500A2.500 2.500 0 0 0 12 4M6.500 11a5.500 5.500 0 0 0 11 0M12 16.500V20',
  moon: 'M19.5 14.5A8 8 0 0 1 9.5 4.5a8 8 0 1 0 10 10',
  more: 'M6 12v.01M12 12v.01M18 12v.01',
  person:
    'M12 4a3.750 3.750 0 1 0 0 7.500a3.750 3.750 0 0 0 0-7.500M5 20c.6-4 3.400-6 7-6s6.400 2 7 6',
  pin: 'M9 4h6l-.75 6.500L17.500 14h-11l3.250-3.500zM12 14v6.500',
  program:
    'M5 8h14v11H5zM12 8V4.500M9.500 12.500v1M14.500 12.500v1M9.500 16.250h5M2.500 12v3.500M21.500 12v3.500',
  retry: 'M19 12a7 7 0 1 1-2.2-5.1M19 4v4.5h-4.5',
  route:
    'M6 4.500a2 2 0 1 0 0 4a2 2 0 0 0 0-4M18 15.500a2 2 0 1 0 0 4a2 2 0 0 0 0-4M8 6.500h7a2.750 2.750 0 0 1 0 5.500H9a2.750 2.750 0 0 0 0 5.500h7',
  search: 'M10.5 4.5a6 6 0 1 0 0 12a6 6 0 0 0 0-12M15 15l5 5',
  send: 'M12 19V5M6 11l6-6 6 6',
  server: 'M4 4.500h16V11H4zM4 13h16v6.500H4zM7.500 7.750v.01M7.500 16.250v.01',
  settings:
    'M4 7h9M17 7h3M4 17h3M11 17h9M15 4.75a2.25 2.25 0 1 0 0 4.5a2.25 2.25 0 0 0 0-4.5M9 14.75a2.25 2.25 0 1 0 0 4.5a2.25 2.25 0 0 0 0-4.5',
  share:
    'M17 3.500a2.250 2.250 0 1 0 0 4.500a2.250 2.250 0 0 0 0-4.500M7 9.750a2.250 2.250 0 1 0 0 4.500a2.250 2.250 0 0 0 0-4.500M17 16a2.250 2.250 0 1 0 0 4.500a2.250 2.250 0 0 0 0-4.500M9 11l6-4M9 13l6 4',
  shield:
    'M12 3.500l7.500 2.750v5.250c0 4.500-3 7.500-7.500 9-4.500-1.500-7.500-4.500-7.500-9V6.250zM8.750 12l2.250 2.250 4.250-4.500',
  sidebar: 'M4 5h16v14H4zM9.5 5v14',
  'sign-out': 'M13 5H5v14h8M10 12h10M16 8l4 4-4 4',
  star: 'M12 4l2.500 5.100 5.600.800-4.050 3.950.950 5.600-5-2.650-5 2.650.950-5.600L3.900 9.900l5.600-.800z',
  stop: 'M7 7h10v10H7z',
  success: 'M12 3.5a8.5 8.5 0 1 0 0 17a8.5 8.5 0 0 0 0-17M8.5 12l2.5 2.5 4.5-5',
  sun: 'M12 8a4 4 0 1 0 0 8a4 4 0 0 0 0-8M12 2.5v2M12 19.5v2M2.5 12h2M19.5 12h2M5.3 5.3l1.4 1.4M17.3 17.3l1.4 1.4M18.7 5.3l-1.4 1.4M6.7 17.3l-1.4 1.4',
  system: 'M4 5h16v11H4zM9 20h6M12 16v4',
  table: 'M4 5h16v14H4zM4 10h16M4 14.500h16M10 10v9',
  trash: 'M5 7h14M9 7V4h6v3M7 7l1 13h8l1-13M10.5 11v5M13.5 11v5',
  'thumb-down':
    'M7 4v10M7 5.500h8.500c1 0 1.800.700 2 1.700l1 4.500c.250 1.200-.7 2.300-1.900 2.300H13v4.500a2 2 0 0 1-2 2L7 14H3.500V4H7',
  'thumb-up':
    'M7 20V10M7 18.500h8.500c1 0 1.800-.700 2-1.700l1-4.500c.250-1.200-.7-2.300-1.900-2.300H13V5.500a2 2 0 0 0-2-2L7 10H3.500v10H7',
  speaker:
    'M4 9.500v5h3.500L12 19V5L7.500 9.500zM15 9a4 4 0 0 1 0 6M17.500 6.500a7.500 7.500 0 0 1 0 11',
  wallet: 'M4.500 8h15v11.500h-15zM4.500 8L16 4.500V8M19.500 12h-4v3.500h4',
  warning: 'M12 4l9 16H3zM12 10v4.5M12 17v.01',
  wrap: 'M4 6h16M4 12h13.500a3 3 0 0 1 0 6H13M15.500 15.500L13 18l2.500 2.500M4 18h5',
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
