import assert from 'node:assert/strict'
import { test } from 'node:test'
import { completeMarkdown } from './complete-markdown.ts'

const CASES: [title: string, begun: string, completed: string][] = [
  ['bold', 'a **b', 'a **b**'],
  ['code', 'a `b', 'a `b`'],
  ['a link without its address', 'a [b](https://exa', 'a b'],
  ['a table of which the first cell is being written', '| Na', '| Na |\n|---|'],
  ['a table with its header', '| Name | Größe |', '| Name | Größe |\n|---|---|'],
  ['a table with half of its second line', '| a | b |\n|--', '| a | b |\n|---|---|'],
  ['a bar in a cell', '| a \\| b | c', '| a \\| b | c |\n|---|---|'],
  ['a fence that is only begun', 'text\n``', 'text\n'],
  ['a price', 'from $5', 'from $5'],
  ['a comparison', 'a < b', 'a < b'],
  ['nothing', '', ''],
]
for (const [title, begun, completed] of CASES) {
  test(`completes ${title}`, () => assert.equal(completeMarkdown(begun), completed))
}
