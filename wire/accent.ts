/** The two appearances of the web app. */
export const THEMES = ['light', 'dark'] as const
export type Theme = (typeof THEMES)[number]

/** Lightness 0 to 1, chroma, hue in degrees: https://bottosson.github.io/posts/oklab/ */
type Oklch = readonly [lightness: number, chroma: number, hue: number]
/** Linear light, 0 to 1 each where a screen can show it. */
type Rgb = readonly [red: number, green: number, blue: number]

/** What WCAG 2.2 asks of text at level AA (1.4.3). */
export const LEAST_CONTRAST = 4.5

/** What the accent stands on: `sunken`, `canvas`, `surface`, `raised` and `hover` of web/ui/tokens.css; a test compares. */
export const GROUNDS: Readonly<Record<Theme, readonly Oklch[]>> = {
  light: [
    [0.958, 0.008, 222],
    [0.985, 0.004, 95],
    [0.998, 0.002, 95],
    [1, 0, 0],
    [0.935, 0.012, 222],
  ],
  dark: [
    [0.172, 0.02, 242],
    [0.205, 0.022, 240],
    [0.242, 0.024, 239],
    [0.272, 0.026, 238],
    [0.298, 0.028, 238],
  ],
}

/** Of the tints made of an accent: as light as those of tokens.css, and as faint. */
const SOFT: Readonly<Record<Theme, { lightness: number; chroma: number }>> = {
  light: { lightness: 0.932, chroma: 0.026 },
  dark: { lightness: 0.33, chroma: 0.048 },
}
const HOVER_STEP: Readonly<Record<Theme, number>> = { light: -0.06, dark: 0.056 }
/** Finer than what eight bits a colour can tell apart. */
const SEARCH_STEP = 1 / 400

/** The colours that follow from one accent, each `#rrggbb`. */
export interface AccentTints {
  hover: string
  soft: string
}

/** @param accent `#rrggbb`, as everywhere here. */
export function tintsOf(accent: string, theme: Theme): AccentTints {
  const [lightness, chroma, hue] = toOklch(accent)
  const soft = SOFT[theme]
  return {
    hover: toHex([clamp(lightness + HOVER_STEP[theme]), chroma, hue]),
    soft: toHex([soft.lightness, Math.min(chroma, soft.chroma), hue]),
  }
}

/**
 * The least contrast that text in the accent has on anything that it stands on in this appearance. What is written on the
 * accent itself has more: it is lighter than each ground of the light appearance, and darker than each of the dark one.
 */
export function contrastOfAccent(accent: string, theme: Theme): number {
  const grounds = GROUNDS[theme].map((ground) => luminance(toRgb(ground)))
  const soft = luminance(fromHex(tintsOf(accent, theme).soft))
  const own = luminance(fromHex(accent))
  return Math.min(...[...grounds, soft].map((ground) => contrast(own, ground)))
}

/** The accent itself where it has contrast enough; else the one of the same hue that is nearest to it and has. */
export function nearestAccent(accent: string, theme: Theme): string {
  const [lightness, chroma, hue] = toOklch(accent)
  const step = theme === 'light' ? -SEARCH_STEP : SEARCH_STEP
  let found = accent
  for (let at = lightness; contrastOfAccent(found, theme) < LEAST_CONTRAST; at += step) {
    if (at < 0 || at > 1) return theme === 'light' ? '#000000' : '#ffffff'
    found = toHex([at, chroma, hue])
  }
  return found
}

function contrast(one: number, other: number): number {
  return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05)
}

function luminance([red, green, blue]: Rgb): number {
  return 0.2126 * clamp(red) + 0.7152 * clamp(green) + 0.0722 * clamp(blue)
}

function toRgb([lightness, chroma, hue]: Oklch): Rgb {
  const a = chroma * Math.cos((hue * Math.PI) / 180)
  const b = chroma * Math.sin((hue * Math.PI) / 180)
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3
  return [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ]
}

function toOklch(hex: string): Oklch {
  const [red, green, blue] = fromHex(hex)
  const l = Math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
  const m = Math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
  const s = Math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
  const lightness = 0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s
  const a = 1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s
  const b = 0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s
  return [lightness, Math.hypot(a, b), (Math.atan2(b, a) * 180) / Math.PI]
}

/** Less colourful until a screen can show it, so that neither hue nor lightness is another one. */
function toHex([lightness, chroma, hue]: Oklch): string {
  for (let kept = chroma; ; kept = kept < 0.001 ? 0 : kept * 0.97) {
    const rgb = toRgb([lightness, kept, hue])
    if (kept > 0 && rgb.some((part) => part < -0.0005 || part > 1.0005)) continue
    return `#${rgb.map((part) => toByte(part).toString(16).padStart(2, '0')).join('')}`
  }
}

function toByte(linear: number): number {
  const part = clamp(linear)
  const encoded = part <= 0.0031308 ? part * 12.92 : 1.055 * part ** (1 / 2.4) - 0.055
  return Math.round(encoded * 255)
}

function fromHex(hex: string): Rgb {
  return [linearAt(hex, 1), linearAt(hex, 3), linearAt(hex, 5)]
}

function linearAt(hex: string, at: number): number {
  const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255
  return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
}

function clamp(value: number): number {
  return Math.min(1, Math.max(0, value))
}
