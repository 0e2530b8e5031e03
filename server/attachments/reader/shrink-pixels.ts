import type { Pixels } from './pixels.ts'

/** The same picture with no edge longer than that. Each new pixel is the mean of those in its place, weighed by what they cover. */
export function shrinkPixels(pixels: Pixels, maxEdge: number): Pixels {
  const scale = Math.min(1, maxEdge / Math.max(pixels.width, pixels.height))
  if (scale === 1) return pixels
  const width = Math.max(1, Math.round(pixels.width * scale))
  const height = Math.max(1, Math.round(pixels.height * scale))
  const data = new Uint8ClampedArray(width * height * 4)
  const columns = bordersOf(pixels.width, width)
  const rows = bordersOf(pixels.height, height)
  for (let y = 0; y < height; y += 1) {
    const area = { top: rows[y] ?? 0, bottom: rows[y + 1] ?? 0, left: 0, right: 0 }
    for (let x = 0; x < width; x += 1) {
      area.left = columns[x] ?? 0
      area.right = columns[x + 1] ?? 0
      writeMean(pixels, area, { data, at: (y * width + x) * 4 })
    }
  }
  return { width, height, data }
}

/** Where the first of `to` parts of `from` begins, the second, and so on; each has one at least, since there are fewer. */
function bordersOf(from: number, to: number): Uint32Array {
  return Uint32Array.from({ length: to + 1 }, (_, at) => Math.floor((at * from) / to))
}

interface Area {
  top: number
  bottom: number
  left: number
  right: number
}

function writeMean(
  { width, data: source }: Pixels,
  { top, bottom, left, right }: Area,
  { data, at }: { data: Uint8ClampedArray; at: number },
): void {
  let [red, green, blue, cover] = [0, 0, 0, 0]
  for (let y = top; y < bottom; y += 1) {
    const end = (y * width + right) * 4
    for (let from = (y * width + left) * 4; from < end; from += 4) {
      const own = source[from + 3] ?? 0
      red += (source[from] ?? 0) * own
      green += (source[from + 1] ?? 0) * own
      blue += (source[from + 2] ?? 0) * own
      cover += own
    }
  }
  if (cover === 0) return
  data[at] = red / cover
  data[at + 1] = green / cover
  data[at + 2] = blue / cover
  data[at + 3] = cover / ((bottom - top) * (right - left))
}

/** With nothing that shows through. Changes it in its place. */
export function onWhite({ width, height, data }: Pixels): Pixels {
  for (let at = 0; at < data.length; at += 4) {
    const cover = (data[at + 3] ?? 0) / 255
    for (let one = at; one < at + 3; one += 1)
      data[one] = (data[one] ?? 0) * cover + 255 - 255 * cover
    data[at + 3] = 255
  }
  return { width, height, data }
}
