/**
 * Uses of render passes that draw by data, read off the document: first what the pass gives to all draws, then draw by draw the
 * bindings, vertex buffers, indices and counts. A use that is said several times is one use.
 */
import type { Binding, Endpoint, PassOf, Use } from '../graph/document.ts'

/** A use, and the endpoint of the pass that says it first. A pass may have very many: the path of the endpoint is made when it is said. */
class DrawnUse {
  readonly use: Use
  /** Number of the draw; −1 for the pass itself. */
  private readonly draw: number
  readonly field: 'bindings' | 'vertexBuffers' | 'indexBuffer' | 'indirect'
  /** Number of the entry of a list; −1 for what is none. */
  private readonly entry: number

  constructor(use: Use, draw: number, field: DrawnUse['field'], entry: number) {
    this.use = use
    this.draw = draw
    this.field = field
    this.entry = entry
  }

  /** Path in the pass. */
  toString(): string {
    const { draw, field, entry } = this
    const of = `${draw < 0 ? '' : `draws[${draw}].`}${field}${entry < 0 ? '' : `[${entry}]`}`
    return field === 'bindings' || field === 'indexBuffer' ? `${of}.use` : of
  }
}

/** The uses of one pass, numbered in the order in which its draws first say them. */
export class DrawnUses {
  readonly list: DrawnUse[] = []
  /** Numbers of the uses that most are, a whole resource used as one thing: by thing, then by id. */
  private readonly plain = new Map<Use['as'], Map<string, number>>()
  /** Numbers of all others, by all that they say. */
  private readonly others = new Map<string, number>()

  constructor({ bindings, draws = [] }: Pick<PassOf<'render'>, 'bindings' | 'draws'>) {
    this.addBindings(bindings, -1)
    draws.forEach((draw, d) => {
      this.addBindings(draw.bindings, d)
      draw.vertexBuffers?.forEach((use, i) => {
        if (use !== null) this.add({ use, as: 'vertex' }, d, 'vertexBuffers', i)
      })
      if (draw.indexBuffer) this.add({ use: draw.indexBuffer.use, as: 'index' }, d, 'indexBuffer', -1)
      if (draw.indirect !== undefined) this.add({ use: draw.indirect, as: 'indirect' }, d, 'indirect', -1)
    })
  }

  /** The number of a use that the pass says. */
  numberOf(use: Use): number {
    return this.find(use)!
  }

  private addBindings(bindings: readonly Binding[] = [], draw: number): void {
    bindings.forEach((binding, i) => {
      if ('use' in binding) this.add(binding, draw, 'bindings', i)
    })
  }

  private add(use: Use, draw: number, field: DrawnUse['field'], entry: number): void {
    if (this.find(use) !== undefined) return
    const number = this.list.length
    this.list.push(new DrawnUse(use, draw, field, entry))
    if (!isPlain(use)) return void this.others.set(contentOf(use), number)
    let ids = this.plain.get(use.as)
    if (!ids) this.plain.set(use.as, (ids = new Map()))
    ids.set(use.use, number)
  }

  private find(use: Use): number | undefined {
    return isPlain(use) ? this.plain.get(use.as)?.get(use.use) : this.others.get(contentOf(use))
  }
}

const isPlain = (use: Use): use is Use & { readonly use: string } =>
  typeof use.use === 'string' && use.access === undefined && !use.inPlace

/** An id stands last, because it may hold anything. */
const contentOf = ({ use, as, access, inPlace }: Use): string =>
  [as, access ?? 'default', inPlace ?? false, typeof use === 'string' ? `id ${use}` : contentOfPart(use)].join(' ')

/** The order of an endpoint's fields in the document means nothing. */
const contentOfPart = (endpoint: Exclude<Endpoint, string>): string =>
  JSON.stringify(Object.entries(endpoint).sort(([a], [b]) => (a < b ? -1 : 1)))

/** Uses of the latest passes: a pass is mostly executed soon after its meaning was computed. */
let known = new WeakMap<PassOf<'render'>, DrawnUses>()
let knownCount = 0
const mostKnown = 64

const none = new DrawnUses({})

/** The uses of a pass with draws; kept for a while, because each step of the proof asks for them. */
export function drawnUses(pass: PassOf<'render'>): DrawnUses {
  if (!pass.bindings && !pass.draws) return none
  let uses = known.get(pass)
  if (uses) return uses
  if (++knownCount > mostKnown) {
    known = new WeakMap()
    knownCount = 1
  }
  known.set(pass, (uses = new DrawnUses(pass)))
  return uses
}
