/** What models look at: larger ones are made smaller there anyway, and cost more until then. */
const LONG_EDGE = 1_568
const QUALITY = 0.88
/** Of a drawing or a screen, which JPEG would smear. */
const MAX_PNG_BYTES = 2_000_000

/**
 * A picture as models see it: upright, no larger than they look at, without the camera's notes. What this browser cannot
 * open (HEIC, TIFF) goes as it is, for the server to say what to do. Never SVG, which is a program's text.
 */
export async function preparePicture(file: File): Promise<File> {
  if (!file.type.startsWith('image/') || file.type.startsWith('image/svg')) return file
  let bitmap: ImageBitmap
  try {
    bitmap = await createImageBitmap(file, { imageOrientation: 'from-image' })
  } catch {
    return file
  }
  const share = Math.min(1, LONG_EDGE / Math.max(bitmap.width, bitmap.height))
  const canvas = document.createElement('canvas')
  canvas.width = Math.max(1, Math.round(bitmap.width * share))
  canvas.height = Math.max(1, Math.round(bitmap.height * share))
  const drawing = canvas.getContext('2d')
  if (!drawing) return file
  drawing.imageSmoothingQuality = 'high'
  drawing.drawImage(bitmap, 0, 0, canvas.width, canvas.height)
  bitmap.close()
  const isDrawn = /png|gif|bmp/.test(file.type)
  const png = isDrawn ? await toBlob(canvas, 'image/png') : null
  if (png && png.size <= MAX_PNG_BYTES) return named(file, png, 'png')
  // JPEG has no transparency: what was clear would be black.
  drawing.globalCompositeOperation = 'destination-over'
  drawing.fillStyle = '#fff'
  drawing.fillRect(0, 0, canvas.width, canvas.height)
  const jpeg = await toBlob(canvas, 'image/jpeg')
  return jpeg ? named(file, jpeg, 'jpg') : file
}

function toBlob(canvas: HTMLCanvasElement, type: string): Promise<Blob | null> {
  return new Promise((resolve) => canvas.toBlob(resolve, type, QUALITY))
}

function named(file: File, blob: Blob, ending: string): File {
  const stem = file.name.replace(/\.[^.]*$/, '') || 'image'
  return new File([blob], `${stem}.${ending}`, { type: blob.type })
}
