import { Parser } from 'htmlparser2'
import type { TermStatus } from '#wire/glossary.ts'
import { AppError } from '#server/lib/app-error.ts'
import { checked } from './read-csv.ts'
import { MAX_ENTRIES, tooMany, type FileEntry } from './read-entries.ts'

/** Deeper, it is no glossary. */
const MAX_DEPTH = 40
const MAX_TEXT = 10_000
const ENTRIES = new Set(['termentry', 'conceptentry'])
const LANGUAGES = new Set(['langset', 'langsec'])
const TERMS = new Set(['tig', 'ntig', 'termsec', 'termgrp'])

interface OpenTerm {
  text: string
  status: TermStatus | null
  partOfSpeech: string
}

interface OpenEntry {
  line: number
  key: string
  subject: string
  definition: string
  note: string
  lang: string
  term: OpenTerm | null
  terms: (OpenTerm & { lang: string })[]
}

interface Element {
  name: string
  /** What it says: the `type`, or, where the dialect has an element for each, its own name. */
  category: string
  text: string
}

/**
 * A glossary as TermBase eXchange (ISO 30042): versions 2 (martif) and 3, data categories as attributes (DCA) or as elements
 * (DCT). A parser without DTDs and without entities but XML's own five; a text that declares some is refused. Throws
 * `invalid_request`.
 */
export function readTbxGlossary(text: string): FileEntry[] {
  if (/<!ENTITY|<!DOCTYPE[^<>[]*\[/i.test(text)) {
    throw new AppError(
      'invalid_request',
      'The file declares entities, which are not read. Export it without a DTD.',
    )
  }
  const reading = createReading(text)
  const parser = new Parser(
    {
      onopentag: (name, attributes) => reading.open(name, attributes, parser.startIndex),
      ontext: (words) => reading.say(words),
      onclosetag: (_, isImplied) => reading.close(isImplied),
    },
    { xmlMode: true, decodeEntities: true },
  )
  parser.end(text)
  if (!reading.isGlossary()) {
    throw new AppError(
      'invalid_request',
      'This is no TBX file: it has no <martif> or <tbx> at its root.',
    )
  }
  return reading.entries
}

function createReading(source: string) {
  const entries: FileEntry[] = []
  const path: Element[] = []
  let root = ''
  let entry: OpenEntry | null = null
  const lineOf = createLineCounter(source)

  return {
    entries,
    isGlossary: () => root === 'martif' || root === 'tbx',
    open(rawName: string, attributes: Record<string, string>, at: number) {
      const name = localOf(rawName)
      if (path.length === 0 && root === '') root = name
      if (path.length >= MAX_DEPTH) throw malformed(lineOf(at), 'it is too deep')
      const category = localOf(attributes['type'] ?? name)
      path.push({ name, category, text: '' })
      if (ENTRIES.has(name)) entry = openEntry(lineOf(at), attributes['id'] ?? '')
      if (entry && LANGUAGES.has(name)) entry.lang = attributes['xml:lang'] ?? ''
      if (entry && TERMS.has(name)) entry.term ??= { text: '', status: null, partOfSpeech: '' }
    },
    say(words: string) {
      const element = path.at(-1)
      const room = MAX_TEXT - (element?.text.length ?? 0)
      if (element && room > 0) element.text += words.slice(0, room)
    },
    close(isImplied: boolean) {
      const element = path.pop()
      if (!element) return
      // What XML closes by itself was left open.
      if (isImplied) throw malformed(lineOf(source.length), `<${element.name}> has no end`)
      if (!entry) return
      note(entry, element)
      if (ENTRIES.has(element.name)) {
        if (entries.length >= MAX_ENTRIES) throw tooMany()
        entries.push(toEntry(entry))
        entry = null
      }
    },
  }
}

/** What an element says of the entry that is open. */
function note(entry: OpenEntry, { name, category, text }: Element): void {
  const said = linesOf(text)
  const { term } = entry
  if (name === 'term' && term) term.text = said.replaceAll(/\s+/g, ' ')
  else if (TERMS.has(name) && name !== 'termgrp' && term) {
    entry.terms.push({ ...term, lang: entry.lang })
    entry.term = null
  } else if (/^(?:administrativestatus|normativeauthorization)$/.test(category) && term) {
    term.status = statusOf(said)
  } else if (category === 'partofspeech' && term) term.partOfSpeech = said
  else if (category === 'subjectfield') entry.subject ||= said
  else if (category === 'definition') entry.definition ||= said
  else if (name === 'note' && !term) entry.note ||= said
}

/** Line by line: a pattern for blanks before an end of line would take the square of a long run of them. */
function linesOf(text: string): string {
  const lines = text.trim().split(/\n\s*/)
  return lines.map((line) => line.trimEnd()).join('\n')
}

function statusOf(said: string): TermStatus | null {
  if (/deprecated|superseded/i.test(said)) return 'forbidden'
  if (/admitted/i.test(said)) return 'admitted'
  return /preferred|standardized/i.test(said) ? 'preferred' : null
}

function openEntry(line: number, key: string): OpenEntry {
  return { line, key, subject: '', definition: '', note: '', lang: '', term: null, terms: [] }
}

/** Where nobody says which is preferred, it is the first of each language. */
function toEntry(entry: OpenEntry): FileEntry {
  const seen = new Set(
    entry.terms.filter(({ status }) => status === 'preferred').map(({ lang }) => lang),
  )
  const terms = entry.terms.map(({ status, lang, text, partOfSpeech }) => {
    const first: TermStatus = seen.has(lang) ? 'admitted' : 'preferred'
    if (status === null) seen.add(lang)
    return { lang, text, partOfSpeech, status: status ?? first, isCaseSensitive: false }
  })
  const { line, key, subject, definition, note: noted } = entry
  return checked({ line, key }, { subject, definition, note: noted, terms })
}

/** Without the namespace, which each dialect names as it likes. */
function localOf(name: string): string {
  return name.slice(name.indexOf(':') + 1).toLowerCase()
}

/** Counts on from where it was asked last. */
function createLineCounter(source: string) {
  let line = 1
  let at = 0
  return (to: number) => {
    for (; at < to; at += 1) if (source.charCodeAt(at) === 10) line += 1
    return line
  }
}

function malformed(line: number, why: string): AppError {
  return new AppError('invalid_request', `The file is not well-formed XML (line ${line}): ${why}.`)
}
