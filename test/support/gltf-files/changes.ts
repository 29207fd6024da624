/** Everything that one changed value makes of a file: a value of another kind at any place of its JSON, or other bytes. */

/** Instead of any value: of each kind, too small, too large, too many. */
const values: readonly unknown[] = [
  undefined,
  null,
  true,
  -1,
  0,
  1,
  1.5,
  7,
  255,
  2 ** 31,
  1e15,
  1e300,
  // JSON has no Infinity, and reads this as one.
  '1e999',
  '',
  'x',
  [],
  [0],
  [null],
  [-1],
  {},
  { length: 3 },
]

export interface Change {
  /** `accessors.0.count: -1`. */
  readonly what: string
  readonly text: string
}

/** A change of each place by each value, in the order of the file. */
export function* changesOf(text: string): Generator<Change> {
  const json = JSON.parse(text)
  for (const path of placesIn(json, []))
    for (const value of values) {
      const parent = path.slice(0, -1).reduce((at, key) => at[key], json)
      const key = path.at(-1)!
      const before = parent[key]
      parent[key] = value === '1e999' ? '«1e999»' : value
      if (value === undefined && Array.isArray(parent)) parent.splice(Number(key), 1)
      const changed = JSON.stringify(json).replace('"«1e999»"', '1e999')
      if (value === undefined && Array.isArray(parent)) parent.splice(Number(key), 0, before)
      else parent[key] = before
      yield { what: `${path.join('.')}: ${value === undefined ? 'gone' : JSON.stringify(value)}`, text: changed }
    }
}

function* placesIn(value: any, path: readonly string[]): Generator<readonly string[]> {
  if (path.length > 0) yield path
  if (typeof value === 'object' && value !== null)
    for (const key of Object.keys(value)) yield* placesIn(value[key], [...path, key])
}

/** The file cut short, with a bit turned, or a word of another value; `count` of each, all over it. */
export function* damagesOf(file: Uint8Array, count: number): Generator<readonly [what: string, file: Uint8Array]> {
  const step = Math.max(1, Math.floor(file.length / count))
  for (let at = 0; at < file.length; at += step) {
    yield [`cut at ${at}`, file.slice(0, at)]
    const turned = Uint8Array.from(file)
    turned[at]! ^= 1 << (at % 8)
    yield [`a bit at ${at}`, turned]
    const other = Uint8Array.from(file)
    other.fill(at % 2 === 0 ? 255 : 0, at, at + 4)
    yield [`a word at ${at}`, other]
  }
}
