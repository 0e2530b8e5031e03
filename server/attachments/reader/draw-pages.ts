import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { decodePixels, type Pixels } from './pixels.ts'
import { Unreadable } from './reading.ts'
import { shrinkPixels } from './shrink-pixels.ts'
import { sniff } from './sniff.ts'

/** A page as somebody sees it: one byte a pixel, white is 255. */
export interface DrawnPage {
  /** From 1. */
  number: number
  width: number
  height: number
  grey: Uint8Array
}

/** What engines that recognise letters were made for. */
const DOTS_PER_INCH = 300
const POINTS_PER_INCH = 72
/** A page of A4 and a bit; larger ones are drawn with fewer dots. */
const MAX_PIXELS = 10_000_000
const MAX_EDGE = 4_000

/** Draws pages of a PDF, or a picture, for somebody to recognise what is written on them. Those that are not there are left out. */
export async function* drawPages(
  name: string,
  bytes: Buffer,
  numbers: readonly number[],
): AsyncGenerator<DrawnPage> {
  const { format } = sniff(name, bytes)
  if (format === 'pdf') yield* drawPdf(bytes, numbers)
  else if (format === 'jpeg' || format === 'png' || format === 'webp') {
    const pixels = shrinkPixels(await decodePixels(format, bytes), MAX_EDGE)
    yield { number: 1, width: pixels.width, height: pixels.height, grey: greyOf(pixels) }
  }
}

/** On white, by how bright it looks (ITU-R BT.601). */
function greyOf({ width, height, data }: Pixels): Uint8Array {
  const grey = new Uint8Array(width * height)
  for (let at = 0; at < grey.length; at += 1) {
    const from = at * 4
    const cover = (data[from + 3] ?? 0) / 255
    const bright =
      0.299 * (data[from] ?? 0) + 0.587 * (data[from + 1] ?? 0) + 0.114 * (data[from + 2] ?? 0)
    grey[at] = bright * cover + 255 - 255 * cover
  }
  return grey
}

/** PDFium as WebAssembly: whatever a file does to it stays in there. */
async function* drawPdf(bytes: Buffer, numbers: readonly number[]): AsyncGenerator<DrawnPage> {
  const { PDFiumLibrary } = await import('@hyzyla/pdfium')
  const path = fileURLToPath(import.meta.resolve('@hyzyla/pdfium/pdfium.wasm'))
  const library = await PDFiumLibrary.init({
    wasmBinary: new Uint8Array(readFileSync(path)).buffer,
  })
  const document = await library.loadDocument(new Uint8Array(bytes)).catch(() => {
    throw new Unreadable('damaged', 'PDF')
  })
  for (const number of numbers) {
    if (number < 1 || number > document.getPageCount()) continue
    const page = document.getPage(number - 1)
    const { originalWidth, originalHeight } = page.getOriginalSize()
    const points = Math.max(1, originalWidth * originalHeight)
    const scale = Math.min(DOTS_PER_INCH / POINTS_PER_INCH, Math.sqrt(MAX_PIXELS / points))
    const { width, height, data } = await page.render({
      scale,
      render: 'bitmap',
      colorSpace: 'Gray',
    })
    yield { number, width, height, grey: data }
  }
}
