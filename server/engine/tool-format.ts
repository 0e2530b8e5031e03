import type { GrammarBuilder } from './grammar-builder.ts'

/** How one family of models writes tool calls into its text: its grammar and its parser, one file a family. */
export interface ToolFormat {
  name: string
  /** The text that begins a call: from there on, answers follow the grammar. Empty: only the call itself tells. */
  opening: string
  /** Control tokens that calls are written with, and that the parser has to see. */
  markers: string[]
  /** A rule for one or more calls, without the first one's opening. */
  addCalls(grammar: GrammarBuilder, tools: GrammarTool[], isParallel: boolean): string
  /** The names are those of the tools that the model was told of. */
  createParser(names: string[]): ToolCallParser
}

export interface GrammarTool {
  name: string
  /** The rule that its arguments match. */
  argumentsRule: string
}

export interface ToolCallParser {
  push(text: string): ToolEvent[]
  /** No more text comes: what was held back is let go. */
  end(): ToolEvent[]
}

/** Calls are numbered from 0; their arguments come as pieces of JSON text. */
export type ToolEvent =
  | { type: 'text'; text: string }
  | { type: 'call'; index: number; name: string }
  | { type: 'arguments'; index: number; text: string }
