/** In what a provider's wire of one operation differs, as far as requests go. */
export interface OperationQuirks {
  /** Fields that it knows by another name. */
  rename?: Readonly<Record<string, string>>
  /** Fields that it would refuse, and that do not change what is meant. */
  drop?: readonly string[]
  /** Fields that it does not know and that change the answer, each with the values that ask for nothing special. */
  refuse?: Readonly<Record<string, readonly unknown[]>>
}

/** By the name of the operation. */
export type QuirksByOperation = Readonly<Record<string, OperationQuirks>>

/** Those who follow OpenAI call the size of vectors `dimensions`, and know no other type of number than floats. */
export const OPENAI_OPERATIONS: QuirksByOperation = {
  embeddings: {
    rename: { output_dimension: 'dimensions' },
    drop: ['metadata'],
    refuse: { output_dtype: ['float'] },
  },
}

/** Source: Mistral's openapi.yaml, 2026-10. */
export const MISTRAL_OPERATIONS: QuirksByOperation = {
  embeddings: { rename: { dimensions: 'output_dimension' }, drop: ['user'] },
  speech: { rename: { voice: 'voice_id' } },
}
