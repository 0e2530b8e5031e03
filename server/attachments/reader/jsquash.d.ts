/** As the codecs are used here: Node has no types for what they were made for, the browser's pictures and WebAssembly. */
interface PlainPicture {
  readonly data: Uint8ClampedArray<ArrayBuffer>
  readonly width: number
  readonly height: number
}

declare namespace WebAssembly {
  type Module = object
  function compile(bytes: Uint8Array): Promise<Module>
}

declare module '@jsquash/jpeg/decode.js' {
  export function init(module: WebAssembly.Module): Promise<void>
  export default function decode(bytes: ArrayBuffer): Promise<PlainPicture>
}

declare module '@jsquash/png/decode.js' {
  export function init(module: WebAssembly.Module): Promise<unknown>
  export default function decode(bytes: ArrayBuffer): Promise<PlainPicture>
}

declare module '@jsquash/webp/decode.js' {
  export function init(module: WebAssembly.Module): Promise<void>
  export default function decode(bytes: ArrayBuffer): Promise<PlainPicture>
}

declare module '@jsquash/jpeg/encode.js' {
  export function init(module: WebAssembly.Module): Promise<void>
  export default function encode(
    picture: PlainPicture,
    options: { quality: number },
  ): Promise<ArrayBuffer>
}

declare module '@jsquash/png/encode.js' {
  export function init(module: WebAssembly.Module): Promise<unknown>
  export default function encode(picture: PlainPicture): Promise<ArrayBuffer>
}
