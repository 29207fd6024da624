/**
 * Facts that have to be read from a shader's text, because the API does not tell: the view dimension of its texture bindings,
 * and the bindings that an entry point uses.
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

const comments = /\/\/[^\n]*|\/\*[\s\S]*?\*\//g
const declaration =
  /((?:@\w+\s*(?:\([^)]*\))?\s*)+)var\s+\w+\s*:\s*texture_(?:depth_|storage_)?(multisampled_2d|2d_array|cube_array|cube|1d|2d|3d)\b/g

/** A shader's text, with what has been asked of it: shaders stay from plan to plan. */
export class WgslText {
  readonly text: string
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
    return (this.dimensions ??= viewDimensions(this.text)).get(`${group}/${binding}`)
  }

  /**
   * Bindings, as `group/binding`, that an entry point may use: their names occur in it or in a function that it reaches. An automatic
   * layout lacks the others. Undefined where the text does not say so plainly.
   */
  usedBindings(entryPoint: string): ReadonlySet<string> | undefined {
    if (!this.used.has(entryPoint)) this.used.set(entryPoint, usedBindings(this.text, entryPoint))
    return this.used.get(entryPoint)
  }
}

/** By `group/binding`; of two in one place, the first. O(length of the text) */
function viewDimensions(wgsl: string): ReadonlyMap<string, GPUTextureViewDimension> {
  const found = new Map<string, GPUTextureViewDimension>()
  for (const [, attributes, kind] of wgsl.replace(comments, ' ').matchAll(declaration)) {
    const key = `${numberOf(attributes!, 'group')}/${numberOf(attributes!, 'binding')}`
    if (!found.has(key)) found.set(key, dimensions[kind!]!)
  }
  return found
}

const resource = /((?:@\w+\s*(?:\([^)]*\))?\s*)+)var\s*(?:<[^>]*>)?\s*([\p{L}_][\p{L}\p{N}_]*)\s*:/gu
const identifier = /[\p{L}_][\p{L}\p{N}_]*/gu
const functionName = /\bfn\s+([\p{L}_][\p{L}\p{N}_]*)/gu

/** O(length of the text) */
function usedBindings(wgsl: string, entryPoint: string): ReadonlySet<string> | undefined {
  const text = wgsl.replace(comments, ' ')
  const words = wordsOfFunctions(text)
  if (!words.has(entryPoint)) return undefined
  const reached = new Set([entryPoint])
  // Iterating a set also visits what is added to it meanwhile.
  for (const name of reached) for (const word of words.get(name) ?? []) reached.add(word)
  const used = new Set<string>()
  for (const [, attributes, name] of text.matchAll(resource)) {
    const [group, binding] = [numberOf(attributes!, 'group'), numberOf(attributes!, 'binding')]
    if (group === undefined || binding === undefined) return undefined
    if (reached.has(name!)) used.add(`${group}/${binding}`)
  }
  return used
}

/** The words in each function, its head included. */
function wordsOfFunctions(text: string): Map<string, Set<string>> {
  const functions = new Map<string, Set<string>>()
  for (const match of text.matchAll(functionName)) {
    const open = text.indexOf('{', match.index)
    if (open < 0) break
    let end = open
    for (let depth = 0; end < text.length; end++) {
      if (text[end] === '{') depth++
      else if (text[end] === '}' && --depth === 0) break
    }
    functions.set(match[1]!, new Set(text.slice(match.index, end).match(identifier)))
  }
  return functions
}

const numberOf = (attributes: string, name: string): string | undefined =>
  new RegExp(`@${name}\\s*\\(\\s*(\\d+)[iu]?\\s*\\)`).exec(attributes)?.[1]
