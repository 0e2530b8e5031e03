/** The page of a model. Names of models may have slashes, which stay. */
export function modelHref(id: string): string {
  return `/models/${id.split('/').map(encodeURIComponent).join('/')}`
}
