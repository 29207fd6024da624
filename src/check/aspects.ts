/**
 * Copies of one aspect of a depth-stencil texture. Both aspects share a texel's bytes in the canonical layout, so a texel is
 * modelled as a pair: the value of its depth and the value of its stencil. Two texels are equal when both parts are, so the
 * comparison does not depend on how many copies, or in which order, a plan wrote them.
 */
import { aspectBytes, type Aspect, type FormatInfo } from './formats.ts'
import { fromLeaves, leaf, visitPieces } from './rope.ts'
import { ofRope, ropeOf, type Snapshot } from './snapshot.ts'
import type { ValueTable } from './values.ts'

type Single = Exclude<Aspect, 'all'>

const otherOf = (aspect: Single): Single => (aspect === 'depth-only' ? 'stencil-only' : 'depth-only')

const isSingle = (aspect: Aspect, format: FormatInfo | undefined): aspect is Single =>
  aspect !== 'all' && format !== undefined && format.depth && format.stencil

/**
 * Pieces [begin, value, difference] in ascending order from byte 0: byte x has the content of byte x + difference of the value.
 */
interface Parted {
  readonly size: number
  readonly pieces: readonly number[]
}

function parted(snapshot: Snapshot, values: ValueTable): Parted {
  const rope = ropeOf(snapshot, values)
  const pieces: number[] = []
  visitPieces(rope, 0, rope.size, values, (begin, _end, value, index) =>
    pieces.push(begin, values.moved(value, begin), values.isPlain(value) ? index - begin : 0),
  )
  return { size: rope.size, pieces }
}

function joined({ size, pieces }: Parted, values: ValueTable): Snapshot {
  const leaves = []
  for (let i = 0; i < pieces.length; i += 3) {
    const begin = pieces[i]!
    const length = (pieces[i + 3] ?? size) - begin
    leaves.push(leaf(values.moved(pieces[i + 1]!, -begin), length, begin + pieces[i + 2]!, values))
  }
  return ofRope(fromLeaves(leaves, values))
}

/** The bytes that a copy of `aspect` reads from texels. */
export function extractAspect(
  texels: Snapshot,
  aspect: Aspect,
  format: FormatInfo | undefined,
  values: ValueTable,
): Snapshot {
  if (!isSingle(aspect, format)) return texels
  const tightBytes = aspectBytes(format!, aspect)
  const pieces = new Pieces()
  for (const { begin, value, index } of takeParts(parted(texels, values), aspect, format!, values))
    pieces.add(begin * tightBytes, value, index, values)
  return joined({ size: (texels.size / format!.blockBytes) * tightBytes, pieces: pieces.list }, values)
}

/** The texels that result from a copy of `aspect` into them. */
export function withAspect(
  content: Snapshot,
  aspect: Aspect,
  format: FormatInfo | undefined,
  old: () => Snapshot,
  values: ValueTable,
): Snapshot {
  if (!isSingle(aspect, format)) return content
  const texels = parted(old(), values)
  const { blockBytes } = format!
  const brought = unitsOf(parted(content, values), aspectBytes(format!, aspect), values)
  const kept = takeParts(texels, otherOf(aspect), format!, values)
  const [depth, stencil] = aspect === 'depth-only' ? [brought, kept] : [kept, brought]
  const pieces = new Pieces()
  let [d, s] = [0, 0]
  for (let begin = 0; begin < texels.size / blockBytes;) {
    const ends = [depth[d + 1]?.begin ?? Infinity, stencil[s + 1]?.begin ?? Infinity]
    const depthHere = ahead(depth[d]!, begin, aspectBytes(format!, 'depth-only'), values)
    const stencilHere = ahead(stencil[s]!, begin, aspectBytes(format!, 'stencil-only'), values)
    const { value, index } = values.texel(depthHere, stencilHere, begin, blockBytes)
    pieces.add(begin * blockBytes, value, index, values)
    const end = Math.min(texels.size / blockBytes, ...ends)
    if (ends[0] === end) d += 1
    if (ends[1] === end) s += 1
    begin = end
  }
  return joined({ size: texels.size, pieces: pieces.list }, values)
}

/** A run of texels from `begin` on: their value, and the byte of it that the first texel begins with. */
interface Part {
  readonly begin: number
  readonly value: number
  readonly index: number
}

const ahead = (part: Part, begin: number, bytes: number, values: ValueTable): Part => ({
  begin,
  value: part.value,
  index: values.isPlain(part.value) ? part.index + (begin - part.begin) * bytes : 0,
})

/** One aspect of texels as parts, measured in the tight bytes of that aspect. */
function takeParts(texels: Parted, aspect: Single, format: FormatInfo, values: ValueTable): Part[] {
  return unitsOf(texels, format.blockBytes, values).map(({ begin, value, index }) => ({
    begin,
    ...values.aspectOf(value, index, begin, [aspect, format.blockBytes]),
  }))
}

/** A snapshot cut into units of `unit` bytes. A unit that is made of several values becomes a new value. */
function unitsOf({ size, pieces }: Parted, unit: number, values: ValueTable): Part[] {
  const parts: Part[] = []
  for (let i = 0; i < pieces.length; i += 3) {
    const begin = pieces[i]!
    const end = pieces[i + 3] ?? size
    const value = pieces[i + 1]!
    const first = Math.ceil(begin / unit)
    const stop = Math.floor(end / unit)
    if (first < stop) parts.push({ begin: first, value, index: first * unit + pieces[i + 2]! })
    // A unit that spans several pieces is handled once, at the first piece that reaches into it without filling it.
    if (end % unit === 0 || begin > stop * unit) continue
    const met: number[] = []
    for (let j = i; j < pieces.length && pieces[j]! < (stop + 1) * unit; j += 3) {
      const at = Math.max(pieces[j]!, stop * unit)
      const here = values.moved(pieces[j + 1]!, -stop * unit)
      met.push(at - stop * unit, here, values.isPlain(here) ? at + pieces[j + 2]! : 0)
    }
    parts.push({ begin: stop, value: values.mixed(met.join(' ')), index: 0 })
  }
  return parts
}

/** A list of pieces under construction; a piece that continues the one before it extends it. */
class Pieces {
  readonly list: number[] = []

  add(begin: number, value: number, index: number, values: ValueTable): void {
    const difference = values.isPlain(value) ? index - begin : 0
    const last = this.list.length - 3
    if (last >= 0 && this.list[last + 1] === value && this.list[last + 2] === difference) return
    this.list.push(begin, value, difference)
  }
}
