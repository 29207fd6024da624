/** An XML element: its attributes, and its children in order, text among them. */
export interface Element {
  name: string
  attributes: Record<string, string>
  children: (Element | string)[]
}

/**
 * Parses well-formed XML without namespaces, CDATA or a DTD, which is all that the Vulkan registry uses. Comments and
 * processing instructions are dropped.
 *
 * @throws Error at the first tag that does not fit, with its position
 */
export function parseXml(text: string): Element {
  const top: Element = { name: '', attributes: {}, children: [] }
  const open: Element[] = [top]
  let at = 0
  while (at < text.length) {
    const parent = open.at(-1)!
    const tag = text.indexOf('<', at)
    if (tag > at || tag === -1) parent.children.push(unescape(text.slice(at, tag === -1 ? undefined : tag)))
    if (tag === -1) break

    if (text.startsWith('<!--', tag)) {
      at = after(text, '-->', tag)
    } else if (text.startsWith('<?', tag)) {
      at = after(text, '?>', tag)
    } else if (text.startsWith('</', tag)) {
      at = after(text, '>', tag)
      const name = text.slice(tag + 2, at - 1).trim()
      if (open.pop()!.name !== name || open.length === 0) throw new Error(`</${name}> closes nothing at ${tag}`)
    } else {
      at = endOfTag(text, tag)
      const isEmpty = text[at - 2] === '/'
      const element = readTag(text.slice(tag + 1, at - (isEmpty ? 2 : 1)))
      parent.children.push(element)
      if (!isEmpty) open.push(element)
    }
  }
  if (open.length !== 1) throw new Error(`<${open.at(-1)!.name}> is never closed`)
  const root = childElements(top)[0]
  if (root === undefined) throw new Error('no element at all')
  return root
}

export function childElements(parent: Element, name?: string): Element[] {
  return parent.children.filter(
    (child): child is Element => typeof child !== 'string' && (name === undefined || child.name === name),
  )
}

/** All text below an element, comments of the registry (`<comment>`) left out. */
export function textOf(element: Element): string {
  return element.children
    .map((child) => (typeof child === 'string' ? child : child.name === 'comment' ? '' : textOf(child)))
    .join('')
}

function readTag(source: string): Element {
  const name = /^[^\s]+/.exec(source)?.[0] ?? ''
  const attributes: Record<string, string> = {}
  for (const [, key, value] of source.matchAll(/([\w:.-]+)\s*=\s*"([^"]*)"/g)) attributes[key!] = unescape(value!)
  return { name, attributes, children: [] }
}

/** The position after the tag that starts at `from`; a `>` inside an attribute does not end it. */
function endOfTag(text: string, from: number): number {
  const tag = /<[^"'>]*(?:"[^"]*"[^"'>]*)*>/y
  tag.lastIndex = from
  if (!tag.test(text)) throw new Error(`a tag at ${from} does not end`)
  return tag.lastIndex
}

function after(text: string, mark: string, from: number): number {
  const found = text.indexOf(mark, from)
  if (found === -1) throw new Error(`'${mark}' is missing after position ${from}`)
  return found + mark.length
}

const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

function unescape(text: string): string {
  return text.replace(/&(\w+);/g, (whole, name: string) => entities[name] ?? whole)
}
