import { createGrammarBuilder } from './grammar-builder.ts'
import { addJsonSchema } from './json-schema-to-grammar.ts'
import { loadBindings } from './llama-bindings.ts'
import type { JsonSchema } from './schema-context.ts'

/** Compiles grammars with llama.cpp itself, and tells which texts they let through. No model is needed for that. */
export async function createGrammarTester() {
  const library = await loadBindings(false)
  return {
    /** Throws where llama.cpp does not compile it. */
    compile: (grammar: string) => {
      const compiled = new library.AddonGrammar(grammar, {
        addonExports: library,
        rootRuleName: 'root',
      })
      return (text: string) => compiled.isTextCompatible(text)
    },
    /** Of a JSON schema. */
    schema(schema: JsonSchema) {
      const grammar = createGrammarBuilder()
      return this.compile(grammar.build(addJsonSchema(grammar, schema, 'schema')))
    },
  }
}
