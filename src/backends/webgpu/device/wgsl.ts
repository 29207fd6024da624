/**
 * Facts that have to be read from a shader's text, because the API does not tell: the view dimension of its texture bindings,
 * the storage buffers that it only reads, and the bindings that an entry point uses.
 */

const dimensions: Readonly<Record<string, GPUTextureViewDimension>> = {
  '1d': '1d',
  '2d': '2d',
  '2d_array': '2d-array',
  '3d': '3d',
  cube: 'cube',
  cube_array: 'cube-array',
  multisampled_2d: '2d',
}

/**
 * These are run over texts from anywhere, before anybody has found them valid, so nothing in them may match one text in two ways, and
 * where one fails, none is tried again at each character: the number of ways would double with every attribute, or the square of the text
 * be read. A comment that is not closed goes on to the end.
 */
const comments = /\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$)/g
/** A variable with attributes, at the begin of what stands between two of `;`, `{` and `}`. */
const variable =
  /^\s*((?:@\w+\s*(?:\([^)]*\)\s*)?)+)var\s*(?:<([^>]*)>\s*)?([\p{L}_][\p{L}\p{N}_]*)\s*:\s*(?:texture_(?:depth_|storage_)?(multisampled_2d|2d_array|cube_array|cube|1d|2d|3d)\b)?/u

interface Declared {
  readonly name: string
  readonly group: string | undefined
  readonly binding: string | undefined
  /** The dimension in the name of a texture's type. */
  readonly dimension: string | undefined
  /** The address space of a variable that is no texture, and its access where it is said. */
  readonly space: string | undefined
}

/** The declarations of a WGSL text, read once for all of its entry points: there may be as many as lines. */
interface Declarations {
  readonly variables: readonly Declared[]
  /** The names of functions and variables that stand in each function, its head included. */
  readonly functions: ReadonlyMap<string, ReadonlySet<string>>
}

/** O(length of the text) */
function declarationsOf(wgsl: string): Declarations {
  const text = wgsl.replace(comments, ' ')
  const variables: Declared[] = []
  for (const piece of text.split(/[;{}]/)) {
    const found = variable.exec(piece)
    if (!found) continue
    const [, attributes, space, name, dimension] = found
    const [group, binding] = [numberOf(attributes!, 'group'), numberOf(attributes!, 'binding')]
    variables.push({ name: name!, group, binding, dimension, space })
  }
  return { variables, functions: namesInFunctions(text, variables) }
}

/** A shader's text, with what has been asked of it: shaders stay from plan to plan. */
export class WgslText {
  readonly text: string
  private declared: Declarations | undefined
  private dimensions: ReadonlyMap<string, GPUTextureViewDimension> | undefined
  private readonly used = new Map<string, ReadonlySet<string> | undefined>()

  constructor(text: string) {
    this.text = text
  }

  /**
   * The view dimension that `var name: texture_…` at this group and binding declares; undefined when the text does not say so
   * plainly.
   */
  viewDimension(group: number, binding: number): GPUTextureViewDimension | undefined {
    return (this.dimensions ??= viewDimensions(this.declarations)).get(`${group}/${binding}`)
  }

  /** Whether what the text has at this group and binding, for one entry point or another, are storage buffers that can only be read. */
  isOnlyRead(group: number, binding: number): boolean {
    const there = this.declarations.variables.filter(
      (one) => Number(one.group) === group && Number(one.binding) === binding,
    )
    return there.length > 0 && there.every(({ space = '' }) => space.includes('storage') && !space.includes('write'))
  }

  /**
   * Bindings, as `group/binding`, that an entry point may use: their names occur in it or in a function that it reaches. An automatic
   * layout lacks the others. Undefined where the text does not say so plainly.
   */
  usedBindings(entryPoint: string): ReadonlySet<string> | undefined {
    if (!this.used.has(entryPoint)) this.used.set(entryPoint, usedBindings(this.declarations, entryPoint))
    return this.used.get(entryPoint)
  }

  private get declarations(): Declarations {
    return (this.declared ??= declarationsOf(this.text))
  }
}

/** By `group/binding`; of two in one place, the first. */
function viewDimensions({ variables }: Declarations): ReadonlyMap<string, GPUTextureViewDimension> {
  const found = new Map<string, GPUTextureViewDimension>()
  for (const { group, binding, dimension } of variables) {
    const key = `${group}/${binding}`
    if (dimension !== undefined && !found.has(key)) found.set(key, dimensions[dimension]!)
  }
  return found
}

const identifier = /[\p{L}_][\p{L}\p{N}_]*/gu
const functionName = /\bfn\s+([\p{L}_][\p{L}\p{N}_]*)/gu

/** O(words of the functions that it reaches, and variables) */
function usedBindings({ variables, functions }: Declarations, entryPoint: string): ReadonlySet<string> | undefined {
  if (!functions.has(entryPoint)) return undefined
  const reached = new Set([entryPoint])
  // Iterating a set also visits what is added to it meanwhile.
  for (const name of reached) for (const word of functions.get(name) ?? []) reached.add(word)
  const used = new Set<string>()
  for (const { name, group, binding } of variables) {
    if (group === undefined || binding === undefined) return undefined
    if (reached.has(name)) used.add(`${group}/${binding}`)
  }
  return used
}

/** Functions do not lie in one another. Other words are not kept: a text is kept for as long as its shader. */
function namesInFunctions(text: string, variables: readonly Declared[]): Map<string, ReadonlySet<string>> {
  const names = new Set(variables.map(({ name }) => name))
  const bodies: [name: string, text: string][] = []
  let end = 0
  for (const match of text.matchAll(functionName)) {
    if (match.index < end) continue
    const open = text.indexOf('{', match.index)
    if (open < 0) break
    end = open
    for (let depth = 0; end < text.length; end++) {
      if (text[end] === '{') depth++
      else if (text[end] === '}' && --depth === 0) break
    }
    names.add(match[1]!)
    bodies.push([match[1]!, text.slice(match.index, end)])
  }
  const isName = (word: string): boolean => names.has(word)
  return new Map(bodies.map(([name, body]) => [name, new Set(body.match(identifier)?.filter(isName))]))
}

const numberOf = (attributes: string, name: string): string | undefined =>
  new RegExp(`@${name}\\s*\\(\\s*(\\d+)[iu]?\\s*\\)`).exec(attributes)?.[1]
