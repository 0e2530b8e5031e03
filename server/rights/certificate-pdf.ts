import type { SignedDisposal } from '#wire/rights.ts'
import { createPdf, PAGE } from '#server/lib/pdf.ts'

const LINE = 14
const WIDTH = 92

/** The same certificate for a file of paper. What counts is the signed JSON, whose signature stands on it. */
export function certificatePdf({
  certificate,
  signature,
  keyId,
  publicKey,
}: SignedDisposal): Buffer {
  const { id, kind, organisation, at, rule, by, pseudonym, counts, idsSha256, limits } = certificate
  const pdf = createPdf('Certificate of disposal')
  let y = PAGE.margin
  const line = (text: string, options: { size?: number; isBold?: boolean } = {}) => {
    for (const part of wrap(text)) {
      if (y > PAGE.height - PAGE.margin) {
        pdf.newPage()
        y = PAGE.margin
      }
      pdf.text(part, { x: PAGE.margin, y, ...options })
      y += options.size ? options.size + 6 : LINE
    }
  }
  line('Certificate of disposal', { size: 18, isBold: true })
  y += LINE
  line(`Organisation: ${organisation.name} (${organisation.id})`)
  line(`Certificate: ${id}`)
  line(`At: ${at} (UTC)`)
  line(`What: ${kind === 'erasure' ? 'erasure of a person' : 'end of a retention period'}`)
  line(`By: ${by}`)
  line(`Why: ${rule}`)
  if (pseudonym !== null) line(`Known to the ledger as: ${pseudonym}`)
  y += LINE
  line('Kind, number, what became of it', { isBold: true })
  for (const one of counts) line(`${one.kind}: ${one.count}, ${FATES[one.fate]}`)
  y += LINE
  line(`SHA-256 of the sorted ids: ${idsSha256}`)
  y += LINE
  line('What this does not say', { isBold: true })
  line(limits)
  y += LINE
  line('Signature (Ed25519 over the certificate as canonical JSON, RFC 8785)', { isBold: true })
  line(signature)
  line(`Key ${keyId}: ${publicKey}`)
  return pdf.toBytes()
}

const FATES = {
  erased: 'erased',
  pseudonym: 'kept under a pseudonym',
  kept: 'kept',
}

function wrap(text: string): string[] {
  const lines: string[] = []
  let rest = text
  while (rest.length > WIDTH) {
    const space = rest.lastIndexOf(' ', WIDTH)
    const at = space > WIDTH / 2 ? space : WIDTH
    lines.push(rest.slice(0, at))
    rest = rest.slice(at).trimStart()
  }
  return [...lines, rest]
}
