/**
 * Schemas of documents, as plain data: a dozen kinds of values. What reads them: `accepts.ts` (a fast yes or no), `parse.ts` (a
 * copy, or every fault), `json-schema.ts`. Objects take no fields beyond their own.
 *
 * The meaning is zod's, and the tests hold every reader against zod; zod itself would be half of a bundle that parses, and most of
 * the time that importing the package takes.
 */
export type Value = string | number | boolean
export type Fields = Readonly<Record<string, Schema>>

type Kind =
  | { readonly kind: 'anything' | 'boolean' | 'null' }
  | { readonly kind: 'int'; readonly min: number; readonly max: number; readonly plainZero: boolean }
  | { readonly kind: 'number'; readonly min: number; readonly max: number; readonly above: number }
  | { readonly kind: 'text'; readonly isFilled: boolean; readonly max: number; readonly rule?: TextRule | undefined }
  | { readonly kind: 'values'; readonly values: readonly Value[] }
  | { readonly kind: 'list'; readonly element: Schema; readonly min: number; readonly max: number }
  | { readonly kind: 'tuple'; readonly items: readonly Schema[] }
  | { readonly kind: 'record'; readonly key: Schema; readonly entry: Schema }
  | { readonly kind: 'object'; readonly fields: Fields; readonly about: About }
  | { readonly kind: 'union'; readonly options: readonly Schema[] }
  | { readonly kind: 'variants'; readonly field: string; readonly options: readonly Schema[] }
  | { readonly kind: 'optional'; readonly inner: Schema }

/** A schema of values of type T; `typed` is for the compiler alone, and never there. */
export type Schema<T = unknown> = Kind & { readonly typed?: { readonly value: T } }

/** The type of a schema's values. */
export type Of<S> = S extends { readonly typed?: { readonly value: infer T } } ? T : never

export interface TextRule {
  readonly holds: (text: string) => boolean
  /** Begins with "must". */
  readonly message: string
}
interface TextBounds {
  readonly isFilled?: boolean
  readonly max?: number
  readonly rule?: TextRule
}
interface About {
  readonly title?: string
  readonly description?: string
}

type IsOptional<S> = S extends { readonly kind: 'optional' } ? true : false
type Flat<T> = { [Key in keyof T]: T[Key] }
type ObjectOf<F> = Flat<
  { -readonly [Key in keyof F as IsOptional<F[Key]> extends true ? never : Key]: Of<F[Key]> } & {
    -readonly [Key in keyof F as IsOptional<F[Key]> extends true ? Key : never]?: Of<F[Key]>
  }
>

/* @__NO_SIDE_EFFECTS__ */
export const anything = (): Schema<unknown> => ({ kind: 'anything' })
/* @__NO_SIDE_EFFECTS__ */
export const boolean = (): Schema<boolean> => ({ kind: 'boolean' })
/* @__NO_SIDE_EFFECTS__ */
export const nothing = (): Schema<null> => ({ kind: 'null' })

/** A whole number that a double holds exactly. */
/* @__NO_SIDE_EFFECTS__ */
export const int = (min: number, max = Infinity): Schema<number> => ({ kind: 'int', min, max, plainZero: false })
/** The same, where −0 becomes 0. */
/* @__NO_SIDE_EFFECTS__ */
export const plainInt = (min: number, max = Infinity): Schema<number> => ({ kind: 'int', min, max, plainZero: true })
/** A finite number from `min` to `max`, larger than `above`. */
/* @__NO_SIDE_EFFECTS__ */
export const number = ({ min = -Infinity, max = Infinity, above = -Infinity } = {}): Schema<number> => ({
  kind: 'number',
  min,
  max,
  above,
})
/** A string of at most `max` code points; of at least one where `isFilled`. */
/* @__NO_SIDE_EFFECTS__ */
export const text = ({ isFilled = false, max = Infinity, rule }: TextBounds = {}): Schema<string> => ({
  kind: 'text',
  isFilled,
  max,
  rule,
})
/* @__NO_SIDE_EFFECTS__ */
export const oneOf = <const V extends Value>(values: readonly V[]): Schema<V> => ({ kind: 'values', values })
/* @__NO_SIDE_EFFECTS__ */
export const literal = <const V extends Value>(value: V): Schema<V> => ({ kind: 'values', values: [value] })
/** No list is longer, whatever it says of itself: more is not walked. Above all caps of documents, and of what is planned for them. */
export const longestList = 2 ** 24

/* @__NO_SIDE_EFFECTS__ */
export const list = <T>(element: Schema<T>, { min = 0, max = Infinity } = {}): Schema<T[]> => ({
  kind: 'list',
  element,
  min,
  max,
})
/* @__NO_SIDE_EFFECTS__ */
export const tuple = <const S extends readonly Schema[]>(
  ...items: S
): Schema<{ -readonly [I in keyof S]: Of<S[I]> }> => ({
  kind: 'tuple',
  items,
})
/* @__NO_SIDE_EFFECTS__ */
export const record = <K extends string, T>(key: Schema<K>, entry: Schema<T>): Schema<Record<K, T>> => ({
  kind: 'record',
  key,
  entry,
})
/** The same, where keys of a few values may be left out. */
/* @__NO_SIDE_EFFECTS__ */
export const partialRecord = <K extends string, T>(
  key: Schema<K>,
  entry: Schema<T>,
): Schema<Partial<Record<K, T>>> => ({ kind: 'record', key, entry })
/* @__NO_SIDE_EFFECTS__ */
export const object = <F extends Fields>(fields: F, about: About = {}): Schema<ObjectOf<F>> => ({
  kind: 'object',
  fields,
  about,
})
/* @__NO_SIDE_EFFECTS__ */
export const union = <S extends readonly Schema[]>(...options: S): Schema<Of<S[number]>> => ({ kind: 'union', options })
/** Objects that `field`, a literal in each of them, tells apart. */
/* @__NO_SIDE_EFFECTS__ */
export const variants = <S extends readonly Schema[]>(field: string, ...options: S): Schema<Of<S[number]>> => ({
  kind: 'variants',
  field,
  options,
})
/* @__NO_SIDE_EFFECTS__ */
export const optional = <T>(inner: Schema<T>): Schema<T | undefined> & { readonly kind: 'optional' } => ({
  kind: 'optional',
  inner,
})

export const fieldsOf = (schema: Schema): Fields => (schema as Extract<Schema, { kind: 'object' }>).fields
export const elementOf = (schema: Schema): Schema => (schema as Extract<Schema, { kind: 'list' }>).element
export const optionsOf = (schema: Schema): readonly Schema[] =>
  (schema as Extract<Schema, { kind: 'union' | 'variants' }>).options

/** The options of `variants` by the value of their field. */
export function optionsByValue(field: string, options: readonly Schema[]): Map<unknown, Schema> {
  const map = new Map<unknown, Schema>()
  for (const option of options) {
    const named = option.kind === 'object' ? option.fields[field] : undefined
    if (named?.kind === 'values') for (const value of named.values) map.set(value, option)
  }
  return map
}

/** Whether a value has fields, as objects of schemas have: lists have none. */
export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The length of a text in code points. */
export function codePoints(value: string): number {
  let count = value.length
  for (let i = 0; i + 1 < value.length; i++)
    if ((value.charCodeAt(i) & 0xfc00) === 0xd800 && (value.charCodeAt(i + 1) & 0xfc00) === 0xdc00) {
      count--
      i++
    }
  return count
}
