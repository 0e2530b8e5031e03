/** An element as the document has it. Attribute names in lower case. */
export interface DrawnElement {
  tag: string
  attributes: Record<string, string>
}

const TAGS = new Set(
  'div p h3 h4 h5 h6 ul ol li blockquote hr br strong em del code pre mark a span bdi sup section table thead tbody tr th td figure figcaption button svg path math mrow mfrac mi mo mn ms mtext mspace msqrt mroot mtable mtr mtd munder mover munderover msub msup msubsup menclose mphantom mpadded mstyle'.split(
    ' ',
  ),
)

const ATTRIBUTES = new Set(
  'class dir lang id role title href target rel referrerpolicy scope tabindex type start viewbox width height fill stroke stroke-width stroke-linecap stroke-linejoin focusable d display depth fence form stretchy scriptlevel displaystyle notation accent lspace rspace movablelimits voffset mathvariant linethickness mathsize'.split(
    ' ',
  ),
)

/** What is wrong with a drawn element, as sentences; nothing for all that the renderer may produce. */
export function faultsOf({ tag, attributes }: DrawnElement): string[] {
  const faults = TAGS.has(tag) ? [] : [`draws <${tag}>`]
  for (const [name, value] of Object.entries(attributes)) {
    if (!ATTRIBUTES.has(name) && !/^(?:aria|data)-[a-z-]+$/.test(name)) faults.push(`has ${name}=`)
    if (name === 'href' && !isAllowedAddress(value)) faults.push(`leads to ${value}`)
  }
  const isOutward = tag === 'a' && !attributes['href']?.startsWith('#')
  if (isOutward && attributes['rel'] !== 'noopener noreferrer nofollow') faults.push('has no rel')
  return faults
}

function isAllowedAddress(href: string): boolean {
  return /^(?:#[\w«»_-]+-note-\d+$|https?:\/\/[^@\s\\]+$|mailto:[^?\s]+$)/.test(href)
}
