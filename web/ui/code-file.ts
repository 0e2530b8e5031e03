/** The usual ending of a language's files, where it is not the language's own name. */
const ENDINGS: Record<string, string> = {
  bash: 'sh',
  c: 'c',
  'c#': 'cs',
  'c++': 'cpp',
  cpp: 'cpp',
  csharp: 'cs',
  elixir: 'ex',
  erlang: 'erl',
  fortran: 'f90',
  golang: 'go',
  haskell: 'hs',
  javascript: 'js',
  julia: 'jl',
  kotlin: 'kt',
  latex: 'tex',
  markdown: 'md',
  matlab: 'm',
  mermaid: 'mmd',
  objectivec: 'm',
  perl: 'pl',
  plaintext: 'txt',
  powershell: 'ps1',
  python: 'py',
  py: 'py',
  ruby: 'rb',
  rust: 'rs',
  shell: 'sh',
  stylus: 'styl',
  swift: 'swift',
  terraform: 'tf',
  text: 'txt',
  typescript: 'ts',
  vbnet: 'vb',
  visualbasic: 'vb',
  yml: 'yaml',
  zsh: 'sh',
}
/** Languages whose files are called so, whatever is in them. */
const NAMES: Record<string, string> = {
  docker: 'Dockerfile',
  dockerfile: 'Dockerfile',
  makefile: 'Makefile',
  make: 'Makefile',
}

/** “# app.py”, “// src/main.rs”, “<!-- index.html -->” in the first line: models say so what the file is called. */
const TITLE =
  /^\s*(?:#|\/\/|--|;|%|<!--|\/\*)\s*(?:[\w.-]+\/)*([\w-][\w.-]{0,80}\.\w{1,8})\s*(?:-->|\*\/)?\s*$/

/** What a file with the code is called: as its first line says, else by its language. */
export function codeFileName(code: string, language: string): string {
  const titled = TITLE.exec(code.slice(0, 200).split('\n', 1)[0] ?? '')?.[1]
  if (titled !== undefined) return titled
  if (Object.hasOwn(NAMES, language)) return NAMES[language] ?? 'code'
  const own = /^[a-z0-9]{1,10}$/.test(language) ? language : 'txt'
  return `code.${Object.hasOwn(ENDINGS, language) ? ENDINGS[language] : own}`
}
