/**
 * The positions in a JSON text of the places of a document, so that an error can name line and column. The text is JSON up to the fault;
 * behind a key that stands twice, or a number that cannot be kept, it may be anything.
 */
import { pathKeys } from '../graph/json-path.ts'
import { textPositions, type TextPosition } from '../graph/text-position.ts'

/** A place by its path: where its value begins, or, for faults of the key itself, its key. */
export interface Place {
  readonly path: string
  readonly ofKey: boolean
}

/** The wanted places below one value, by key. */
interface Wanted {
  readonly below: Map<string, Wanted>
  /** Places that end here. */
  readonly places: Place[]
}

/**
 * The position of each place; that of the nearest value around it where the document has none there. One pass over the text,
 * O(characters).
 */
export function positionsOf(text: string, places: readonly Place[]): ReadonlyMap<Place, TextPosition> {
  const offsets = new Map<Place, number>()
  const root: Wanted = { below: new Map(), places: [] }
  for (const place of places) {
    let wanted = root
    for (const key of pathKeys(place.path)) {
      let next = wanted.below.get(String(key))
      if (!next) wanted.below.set(String(key), (next = { below: new Map(), places: [] }))
      wanted = next
    }
    wanted.places.push(place)
  }
  new Scan(text, offsets).value(root)
  const ascending = [...offsets].sort(([, a], [, b]) => a - b)
  const positions = textPositions(
    text,
    ascending.map(([, offset]) => offset),
  )
  return new Map(ascending.map(([place], i) => [place, positions[i]!]))
}

const space = /[ \t\n\r]*/y
const scalar = /[^,\]}\s]*/y

class Scan {
  private readonly text: string
  private readonly offsets: Map<Place, number>
  private at = 0

  constructor(text: string, offsets: Map<Place, number>) {
    this.text = text
    this.offsets = offsets
  }

  /** Moves past a value. @param key the offset of its key, where it has one */
  value(wanted: Wanted | undefined, key?: number): void {
    const c = this.next()
    if (wanted) this.found(wanted, this.at, key ?? this.at)
    if (c === '{' || c === '[') {
      if (wanted) this.container(c === '{', wanted)
      else this.skipContainer()
    } else if (c === '"') this.string()
    else this.skip(scalar)
  }

  /** Everything wanted below a value is at least here. */
  private found(wanted: Wanted, offset: number, key = offset): void {
    for (const place of wanted.places) this.offsets.set(place, place.ofKey ? key : offset)
    for (const below of wanted.below.values()) this.found(below, offset)
  }

  /** Moves past a list or an object, however deep it nests: without a call for each level. */
  private skipContainer(): void {
    for (let depth = 0; this.at < this.text.length;) {
      const c = this.text[this.at]
      if (c === '"') this.string()
      else {
        this.at++
        if (c === '{' || c === '[') depth++
        else if ((c === '}' || c === ']') && --depth === 0) return
      }
    }
  }

  private container(isObject: boolean, wanted: Wanted): void {
    this.at++
    for (let i = 0; this.at < this.text.length; i++) {
      const c = this.next()
      if (c === undefined || c === '}' || c === ']') break
      const from = this.at
      let key = String(i)
      if (isObject) {
        const raw = this.string()
        key = unescaped(raw)
        this.next()
        this.at++
      }
      this.value(wanted.below.get(key), isObject ? from : undefined)
      if (this.next() === ',') this.at++
    }
    this.at++
  }

  /** Moves past a string. @returns what stands between its quotes */
  private string(): string {
    const start = this.at + 1
    let end = start
    while (end < this.text.length && this.text[end] !== '"') end += this.text[end] === '\\' ? 2 : 1
    this.at = end + 1
    return this.text.slice(start, end)
  }

  private next(): string | undefined {
    this.skip(space)
    return this.text[this.at]
  }

  private skip(pattern: RegExp): void {
    pattern.lastIndex = this.at
    pattern.test(this.text)
    this.at = pattern.lastIndex
  }
}

/** A key as it is meant; as it stands where it has an escape that JSON does not know. */
function unescaped(raw: string): string {
  try {
    return raw.includes('\\') ? (JSON.parse(`"${raw}"`) as string) : raw
  } catch {
    return raw
  }
}
