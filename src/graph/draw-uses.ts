/**
 * The uses of a render pass that draws by data: each once, however many draws name it, so that a pass of 500 draws of one mesh has
 * the accesses of one.
 */
import type { Binding, Draw, Endpoint, PassOf, Use } from './document.ts'
import { useOf, type EndpointUse } from './endpoint-use.ts'
import { sortedFields } from './sorted-fields.ts'

/** The slots of one draw's uses in its pass's list. Samplers have none: their place holds −1. */
export interface DrawSlots {
  readonly bindings: readonly number[]
  /** −1 where the draw gives no buffer. */
  readonly vertexBuffers: readonly number[]
  /** −1 without index buffer. */
  readonly indexBuffer: number
  /** −1 where the draw says its counts itself. */
  readonly indirect: number
}

/** The one empty list of all draws that say none. */
const none: readonly never[] = []

export interface DrawUses {
  readonly uses: readonly Use[]
  /** The same as endpoints. */
  readonly endpoints: readonly EndpointUse[]
  /** Slots of the bindings that the pass gives to all draws. */
  readonly bindings: readonly number[]
  readonly draws: readonly DrawSlots[]
}

/** With the index of the pass, which edits may change. */
const known = new WeakMap<PassOf<'render'>, { readonly p: number; readonly found: DrawUses }>()

/**
 * The uses of a frozen pass, kept with it: rules, planning and lowering each ask for them. `p` is the pass's index, for the paths of
 * errors. O(entries of all draws) the first time.
 */
export function drawUses(pass: PassOf<'render'>, p: number): DrawUses {
  const kept = known.get(pass)
  if (kept?.p === p) return kept.found
  const found = findUses(pass, p)
  known.set(pass, { p, found })
  return found
}

function findUses(pass: PassOf<'render'>, p: number): DrawUses {
  const uses: Use[] = []
  const endpoints: EndpointUse[] = []
  const slots = new Map<string, number>()
  const slotOf = (use: Use, make: () => EndpointUse): number => {
    const { use: endpoint, as, access = '', inPlace } = use
    const name = `${as}\0${access}\0${inPlace ? '!' : ''}\0${typeof endpoint === 'string' ? `:${endpoint}` : fieldsOf(endpoint)}`
    let slot = slots.get(name)
    if (slot === undefined) {
      slots.set(name, (slot = uses.length))
      uses.push(use)
      endpoints.push(make())
    }
    return slot
  }
  const bindingSlots = (
    bindings: readonly Binding[] = none,
    field: string,
    index: number,
    prefix: string,
  ): readonly number[] => {
    if (bindings.length === 0) return none
    return bindings.map((binding, i) =>
      'use' in binding
        ? slotOf(binding, () =>
            index < 0 ? useOf(binding, p, field, i) : useOf(binding, p, field, index, `${prefix}[${i}]`),
          )
        : -1,
    )
  }
  const bufferSlot = (use: Endpoint, as: 'vertex' | 'index' | 'indirect', draw: number, leaf: string): number =>
    slotOf({ use, as }, () => useOf({ use, as }, p, 'draws', draw, leaf, ''))
  const bindings = bindingSlots(pass.bindings, 'bindings', -1, '')
  const draws = (pass.draws ?? []).map((draw: Draw, d): DrawSlots => ({
    bindings: bindingSlots(draw.bindings, 'draws', d, '.bindings'),
    vertexBuffers:
      draw.vertexBuffers?.map((use, i) => (use === null ? -1 : bufferSlot(use, 'vertex', d, vertexBufferField(i)))) ??
      none,
    indexBuffer: draw.indexBuffer ? bufferSlot(draw.indexBuffer.use, 'index', d, '.indexBuffer.use') : -1,
    indirect: draw.indirect === undefined ? -1 : bufferSlot(draw.indirect, 'indirect', d, '.indirect'),
  }))
  return { uses, endpoints, bindings, draws }
}

/** The path of a draw's buffer, one text for all draws: a pass may have very many. */
const vertexBufferField = (i: number): string => vertexBufferFields[i] ?? `.vertexBuffers[${i}]`
const vertexBufferFields = /* @__PURE__ */ Array.from({ length: 8 }, (_, i) => `.vertexBuffers[${i}]`)

/** An endpoint's fields in an order of their own: that of the document means nothing. */
const fieldsOf = (endpoint: Exclude<Endpoint, string>): string => JSON.stringify(sortedFields(endpoint))
