import { useCallback } from 'react'

/** A picture that is at hand as a `data:` URL, which the page's policy does not show: drawn from memory instead. */
export function Thumbnail({ dataUrl, alt }: { dataUrl: string; alt: string }) {
  const draw = useCallback(
    (image: HTMLImageElement) => {
      const url = URL.createObjectURL(blobFrom(dataUrl))
      image.src = url
      return () => URL.revokeObjectURL(url)
    },
    [dataUrl],
  )
  return <img alt={alt} className="size-20 rounded-md border border-line object-cover" ref={draw} />
}

function blobFrom(dataUrl: string): Blob {
  const [head = '', base64 = ''] = dataUrl.split(',', 2)
  const type = /^data:(image\/[\w.+-]+)/.exec(head)?.[1] ?? ''
  const bytes = Uint8Array.from(atob(base64), (character) => character.codePointAt(0) ?? 0)
  return new Blob([bytes], { type })
}
