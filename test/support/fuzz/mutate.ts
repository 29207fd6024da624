/** Changes plain data in a few random places: numbers, words, lengths of lists, shapes of objects. */

export type Next = (below: number) => number

/** Small, fast, seeded: equal seeds, equal sequences. */
export function sequence(seed: number): Next {
  let state = (seed * 2654435761) | 0
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 2 ** 32) * below)
  }
}

const numbers = [
  0,
  -1,
  1,
  2,
  3,
  4,
  5,
  7,
  12,
  16,
  31,
  64,
  255,
  256,
  257,
  4096,
  65535,
  65536,
  2 ** 31 - 1,
  2 ** 31,
  2 ** 32 - 1,
  2 ** 32,
]
const oddNumbers = [2 ** 40, 2 ** 53 - 1, 2 ** 53, 0.5, -0, 1e308, NaN, Infinity, -(2 ** 31)]
const strangers = [null, true, '', '0', '__proto__', [], {}, [[]], { length: 2 }]

type Container = Record<string, unknown> | unknown[]
interface Place {
  readonly holder: Container
  readonly key: string
}

/** Equal data and sequences, equal mutants. The data itself is changed. @returns where, in words */
export function mutate(data: Container, next: Next, count = 1 + next(3)): string {
  const said: string[] = []
  const words = new Set<string>()
  const places: Place[] = []
  collect(data, places, words)
  const vocabulary = [...words]
  for (let i = 0; i < count && places.length > 0; i++) {
    const { holder, key } = places[next(places.length)]!
    const at = holder as Record<string, unknown>
    const before = at[key]
    change(at, key, next, vocabulary, places)
    said.push(`${key}: ${short(before)} → ${Object.hasOwn(at, key) ? short(at[key]) : 'nothing'}`)
  }
  return said.join(', ')
}

function collect(value: unknown, places: Place[], words: Set<string>): void {
  if (typeof value === 'string') words.add(value)
  if (typeof value !== 'object' || value === null) return
  for (const key of Object.keys(value)) {
    places.push({ holder: value as Container, key })
    collect((value as Record<string, unknown>)[key], places, words)
  }
}

function change(
  at: Record<string, unknown>,
  key: string,
  next: Next,
  words: readonly string[],
  places: readonly Place[],
): void {
  const value = at[key]
  const kind = next(20)
  if (kind === 0) at[key] = strangers[next(strangers.length)]
  else if (kind === 1) {
    if (Array.isArray(at)) at.splice(Number(key), 1)
    else delete at[key]
  } else if (kind === 2) {
    // What stands elsewhere, of a kind that may even fit.
    const { holder, key: other } = places[next(places.length)]!
    at[key] = structuredClone((holder as Record<string, unknown>)[other])
  } else if (kind === 3 && !Array.isArray(at)) at[`extra${next(3)}`] = value
  else if (typeof value === 'number') at[key] = number(value, next)
  else if (typeof value === 'string') at[key] = words[next(words.length)]
  else if (typeof value === 'boolean') at[key] = !value
  else if (Array.isArray(value)) list(value, next)
  else if (typeof value === 'object' && value !== null) {
    const keys = Object.keys(value)
    if (keys.length > 0) change(value as Record<string, unknown>, keys[next(keys.length)]!, next, words, places)
  }
}

function number(value: number, next: Next): number {
  const kind = next(10)
  if (kind < 4) return value + [1, -1, 4, -4, 16, 256, value, -value][next(8)]!
  return kind < 9 ? numbers[next(numbers.length)]! : oddNumbers[next(oddNumbers.length)]!
}

function list(value: unknown[], next: Next): void {
  const kind = next(5)
  if (kind === 0) value.length = next(value.length + 1)
  else if (kind === 1 && value.length > 0) value.push(structuredClone(value[next(value.length)]))
  else if (kind === 2) value.reverse()
  else if (kind === 3 && value.length > 1) {
    const [a, b] = [next(value.length), next(value.length)]
    ;[value[a], value[b]] = [value[b], value[a]]
  } else if (value.length > 0) for (let i = next(40); i > 0; i--) value.push(structuredClone(value[0]))
}

const short = (value: unknown): string => {
  if (typeof value === 'number') return Object.is(value, -0) ? '-0' : String(value)
  return (JSON.stringify(value) ?? String(value)).slice(0, 40)
}
