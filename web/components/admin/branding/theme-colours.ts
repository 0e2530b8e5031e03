import type { Theme } from '#wire/accent.ts'

/**
 * Tokens of web/ui/tokens.css that the preview needs, in both appearances at once: the build settles those of the page for
 * the page as a whole. A test compares.
 */
export const THEME_COLOURS: Readonly<Record<Theme, Readonly<Record<`--${string}`, string>>>> = {
  light: {
    '--color-canvas': 'oklch(0.985 0.004 95)',
    '--color-ink': 'oklch(0.262 0.032 238)',
    '--color-ink-muted': 'oklch(0.43 0.03 236)',
    '--color-line': 'oklch(0.895 0.012 225)',
    '--color-sea': 'oklch(0.432 0.084 228)',
    '--color-on-sea': 'oklch(0.99 0.004 95)',
    '--color-sea-soft': 'oklch(0.932 0.026 215)',
    '--color-sea-ink': 'oklch(0.398 0.082 230)',
    '--color-buoy': 'oklch(0.655 0.172 42)',
  },
  dark: {
    '--color-canvas': 'oklch(0.205 0.022 240)',
    '--color-ink': 'oklch(0.938 0.009 220)',
    '--color-ink-muted': 'oklch(0.768 0.018 226)',
    '--color-line': 'oklch(0.345 0.026 237)',
    '--color-sea': 'oklch(0.792 0.088 212)',
    '--color-on-sea': 'oklch(0.215 0.03 236)',
    '--color-sea-soft': 'oklch(0.33 0.048 228)',
    '--color-sea-ink': 'oklch(0.84 0.078 211)',
    '--color-buoy': 'oklch(0.735 0.152 48)',
  },
}
