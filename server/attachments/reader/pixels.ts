import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** Four bytes a pixel: red, green, blue, and how much it covers. */
export interface Pixels {
  width: number
  height: number
  data: Uint8ClampedArray<ArrayBuffer>
}

export type PictureFormat = 'jpeg' | 'png' | 'webp'

/** Photographs: as good as the original to whoever looks, and to models. */
const QUALITY = 85

/** The codecs are WebAssembly, and loaded when a picture needs them: whatever a file does to them stays in there. */
export async function decodePixels(format: PictureFormat, bytes: Buffer): Promise<Pixels> {
  provideImageData()
  const given = new Uint8Array(bytes).buffer
  if (format === 'jpeg') {
    const { default: decode, init } = await import('@jsquash/jpeg/decode.js')
    await init(await compile('@jsquash/jpeg/codec/dec/mozjpeg_dec.wasm'))
    return toPixels(await decode(given))
  }
  if (format === 'png') {
    const { default: decode, init } = await import('@jsquash/png/decode.js')
    await init(await compile('@jsquash/png/codec/pkg/squoosh_png_bg.wasm'))
    return toPixels(await decode(given))
  }
  const { default: decode, init } = await import('@jsquash/webp/decode.js')
  await init(await compile('@jsquash/webp/codec/dec/webp_dec.wasm'))
  return toPixels(await decode(given))
}

/** JPEG; where something shows through, PNG. */
export async function encodePixels(
  pixels: Pixels,
): Promise<{ format: 'jpeg' | 'png'; bytes: Buffer }> {
  provideImageData()
  if (isOpaque(pixels)) {
    const { default: encode, init } = await import('@jsquash/jpeg/encode.js')
    await init(await compile('@jsquash/jpeg/codec/enc/mozjpeg_enc.wasm'))
    return { format: 'jpeg', bytes: Buffer.from(await encode(pixels, { quality: QUALITY })) }
  }
  const { default: encode, init } = await import('@jsquash/png/encode.js')
  await init(await compile('@jsquash/png/codec/pkg/squoosh_png_bg.wasm'))
  return { format: 'png', bytes: Buffer.from(await encode(pixels)) }
}

function compile(path: string): Promise<WebAssembly.Module> {
  return WebAssembly.compile(readFileSync(fileURLToPath(import.meta.resolve(path))))
}

function toPixels({ width, height, data }: Pixels): Pixels {
  if (!(data instanceof Uint8ClampedArray)) throw new Error('a picture of other than bytes')
  return { width, height, data }
}

export function isOpaque({ data }: Pixels): boolean {
  for (let at = 3; at < data.length; at += 4) if (data[at] !== 255) return false
  return true
}

/** What browsers have, and the codecs were made for. */
function provideImageData(): void {
  if ('ImageData' in globalThis) return
  class PlainImageData {
    readonly data: Uint8ClampedArray
    readonly width: number
    readonly height: number

    constructor(data: Uint8ClampedArray, width: number, height: number) {
      this.data = data
      this.width = width
      this.height = height
    }
  }
  Reflect.set(globalThis, 'ImageData', PlainImageData)
}
