export const LANGUAGES = [
  'bash',
  'c',
  'cpp',
  'csharp',
  'css',
  'diff',
  'dockerfile',
  'go',
  'ini',
  'java',
  'javascript',
  'json',
  'kotlin',
  'latex',
  'lua',
  'php',
  'python',
  'r',
  'ruby',
  'rust',
  'sql',
  'swift',
  'typescript',
  'xml',
  'yaml',
] as const

export type LanguageName = (typeof LANGUAGES)[number]

const ALIASES: Record<string, LanguageName> = {
  'c++': 'cpp',
  'c#': 'csharp',
  cs: 'csharp',
  docker: 'dockerfile',
  golang: 'go',
  html: 'xml',
  js: 'javascript',
  jsx: 'javascript',
  kt: 'kotlin',
  patch: 'diff',
  postgresql: 'sql',
  py: 'python',
  rb: 'ruby',
  rs: 'rust',
  sh: 'bash',
  shell: 'bash',
  svg: 'xml',
  tex: 'latex',
  toml: 'ini',
  ts: 'typescript',
  tsx: 'typescript',
  yml: 'yaml',
  zsh: 'bash',
}

/** The name under which a language can be coloured, for what a fence calls it; undefined for an unknown one. */
export function findLanguage(name: string): LanguageName | undefined {
  if (Object.hasOwn(ALIASES, name)) return ALIASES[name]
  return LANGUAGES.find((language) => language === name)
}
