import { z } from 'zod'
import type { Classification } from '#wire/classification.ts'
import type { Principal } from '#server/access/principal.ts'
import { createId } from '#server/lib/ids.ts'
import type { Recogniser, Unread } from './recogniser.ts'

/** The part of the gateway that it is asked through: policy, residency, money and the ledger are its own. */
export interface OcrGateway {
  call(call: {
    operation: 'ocr'
    dialect: 'openai-chat'
    principal: Principal
    classification: Classification
    /** A stranger's file. */
    isTainted: true
    body: Buffer
    signal: AbortSignal
    requestId: string
  }): Promise<{ status: number; body: AsyncIterable<Buffer> }>
}

const Answer = z.object({
  pages: z.array(z.object({ index: z.int(), markdown: z.string() })),
})
const MAX_ANSWER_BYTES = 32 * 1024 * 1024

/** A model of the organisation's that reads documents (Mistral's OCR). It says nothing of how sure it is. */
export function createGatewayRecogniser(gateway: OcrGateway, model: string): Recogniser {
  return {
    id: `gateway ${model}`,
    async recognise(file, { principal, classification, signal }) {
      const isPdf = file.mediaType === 'application/pdf'
      const document = documentOf(file, isPdf)
      const pages = file.pages.map((number) => number - 1)
      const body = Buffer.from(JSON.stringify({ model, document, ...(isPdf && { pages }) }))
      const requestId = createId()
      const answer = await gateway.call({
        operation: 'ocr',
        dialect: 'openai-chat',
        principal,
        classification,
        isTainted: true,
        body,
        signal,
        requestId,
      })
      const bytes = await gather(answer.body)
      if (answer.status !== 200) throw new Error(`the OCR model answered ${answer.status}`)
      const { pages: read } = Answer.parse(JSON.parse(bytes.toString('utf8')))
      const wanted = new Set(file.pages)
      return read
        .map(({ index, markdown }) => ({ number: index + 1, text: markdown, confidence: null }))
        .filter(({ number }) => wanted.has(number))
    },
  }
}

function documentOf({ mediaType, bytes }: Unread, isPdf: boolean) {
  const url = `data:${mediaType};base64,${Buffer.concat(bytes).toString('base64')}`
  return isPdf ? { type: 'document_url', document_url: url } : { type: 'image_url', image_url: url }
}

async function gather(body: AsyncIterable<Buffer>): Promise<Buffer> {
  const pieces: Buffer[] = []
  let size = 0
  for await (const piece of body) {
    size += piece.length
    if (size > MAX_ANSWER_BYTES) throw new Error('the OCR model says more than any page has')
    pieces.push(piece)
  }
  return Buffer.concat(pieces)
}
