/**
 * Uses of render passes that draw by data, read off the document: first what the pass gives to all draws, then draw by draw the
 * bindings, vertex buffers, indices and counts. A use that is said several times is one use.
 */
import type { Binding, Endpoint, PassOf, Use } from '../graph/document.ts'

interface DrawnUse {
  readonly use: Use
  /** Path in the pass of the endpoint that says it first. */
  readonly at: string
}

/** The uses of one pass, numbered in the order in which its draws first say them. */
export class DrawnUses {
  readonly list: DrawnUse[] = []
  /** Numbers of the uses that most are, a whole resource used as one thing: by thing, then by id. */
  private readonly plain = new Map<Use['as'], Map<string, number>>()
  /** Numbers of all others, by all that they say. */
  private readonly others = new Map<string, number>()

  constructor({ bindings, draws = [] }: Pick<PassOf<'render'>, 'bindings' | 'draws'>) {
    this.addBindings(bindings, 'bindings')
    draws.forEach((draw, d) => {
      this.addBindings(draw.bindings, `draws[${d}].bindings`)
      draw.vertexBuffers?.forEach((use, i) => {
        if (use !== null) this.add({ use, as: 'vertex' }, flat('draws[', d, '].vertexBuffers[', i, ']'))
      })
      if (draw.indexBuffer) this.add({ use: draw.indexBuffer.use, as: 'index' }, flat('draws[', d, '].indexBuffer.use'))
      if (draw.indirect !== undefined) this.add({ use: draw.indirect, as: 'indirect' }, flat('draws[', d, '].indirect'))
    })
  }

  /** The number of a use that the pass says. */
  numberOf(use: Use): number {
    return this.find(use)!
  }

  private addBindings(bindings: readonly Binding[] = [], at: string): void {
    bindings.forEach((binding, i) => {
      if ('use' in binding) this.add(binding, flat(at, '[', i, '].use'))
    })
  }

  private add(use: Use, at: string): void {
    if (this.find(use) !== undefined) return
    const number = this.list.length
    this.list.push({ use, at })
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

/** The parts as one text: a template that is kept stays as a tree of them, which takes four times the room. */
const flat = (...parts: readonly (string | number)[]): string => parts.join('')

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
