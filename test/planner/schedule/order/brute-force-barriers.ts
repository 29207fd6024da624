/**
 * The fewest barriers of a small graph over all legal orders of its passes, found by trying them all; and random graphs to try.
 * Shares nothing with the planner: hazards are read off the document, byte by byte and texel by texel.
 *
 * A transient resource that is overwritten whole starts anew in memory of its own, so nothing has to wait for what held it
 * before. A transient texture starts without a layout, and only a barrier gives it one. From then on the general layout does
 * for every use, so no order needs a barrier for a layout alone.
 */
import { isMemkitError } from '../../../../src/errors.ts'
import type { GraphDocument } from '../../../../src/graph/document.ts'
import { parseGraph } from '../../../../src/graph/parse.ts'
import { planGraph, profiles, type DeviceProfile, type Objective, type Plan } from '../../../../src/planner/index.ts'
import type { Command } from '../../../../src/plan/document.ts'
import { randomInt } from './random.ts'

type Passes = GraphDocument['passes']
type Resources = GraphDocument['resources']
type Random = () => number

const unit = 256
const units = 2

interface Touch {
  /** Resource, version and unit as one name. */
  readonly place: string
  /** Whether it starts without a layout. */
  readonly bare: boolean
  readonly reads: boolean
  readonly writes: boolean
}

interface Range {
  readonly resource: string
  readonly offset: number
  readonly size: number
}

type Texture = Extract<Resources[number], { kind: 'texture' }>
type TextureEndpoint =
  | string
  | {
      readonly resource: string
      readonly mipLevel?: number
      readonly origin?: readonly number[]
      readonly size?: readonly number[]
    }

/** The halves of layers that an endpoint means: left and right of the middle. */
function halves({ size, mipLevelCount = 1, dimension }: Texture, endpoint: TextureEndpoint): string[] {
  const part = typeof endpoint === 'string' ? undefined : endpoint
  const levels =
    part?.mipLevel === undefined && !part?.size
      ? Array.from({ length: mipLevelCount }, (_, l) => l)
      : [part.mipLevel ?? 0]
  return levels.flatMap((level) => {
    const width = Math.max(1, (size[0] as number) >> level)
    const layers =
      dimension === '3d' ? Math.max(1, (size[2] as number) >> level) : ((size[2] as number | undefined) ?? 1)
    const [x = 0, , z = 0] = part?.origin ?? []
    const [w = width, , depth = layers] = part?.size ?? []
    return Array.from({ length: depth }, (_, i) => z + i).flatMap((layer) =>
      [0, 1]
        .filter((half) => (half === 0 ? x < width / 2 || width === 1 : x + w > width / 2))
        .map((half) => `level ${level} layer ${layer} half ${half}`),
    )
  })
}

const levelOf = (part: string) => part.replace(/ layer .*/, '')

/** What each pass touches, in declared order. */
function touchesOf({ resources, passes }: GraphDocument): Touch[][] {
  const byId = new Map(resources.map((resource) => [resource.id, resource]))
  const version = new Map<string, number>()
  const touch = (endpoint: unknown, reads: boolean, writes: boolean, renews: boolean, seen = false): Touch[] => {
    const id = typeof endpoint === 'string' ? endpoint : (endpoint as Range).resource
    const resource = byId.get(id)!
    const isTexture = resource.kind === 'texture'
    const parts = isTexture ? halves(resource, endpoint as TextureEndpoint) : unitsOf(endpoint as Range)
    const isWhole = isTexture ? parts.length === halves(resource, id).length : (endpoint as Range).size === unit * units
    const isTransient = (resource.lifetime ?? 'transient') === 'transient'
    if (renews && isTransient && isWhole) version.set(id, (version.get(id) ?? 0) + 1)
    const name = `${id} ${version.get(id) ?? 0}`
    // A shader sees all slices of a level of a 3D texture.
    const deep = isTexture && resource.dimension === '3d' && seen
    const places = deep
      ? halves(resource, id).filter((part) => parts.some((own) => levelOf(own) === levelOf(part)))
      : parts
    return places.map((part) => ({
      place: `${name} ${part}`,
      bare: isTexture && isTransient,
      reads,
      writes,
    }))
  }
  type Use = { use: unknown; as: string; access?: string; load?: string; readOnly?: boolean }
  const used = ({ use, as, access }: Use) =>
    touch(
      use,
      access !== 'write',
      as.startsWith('storage') && as !== 'storage-read' && access !== 'read',
      access === 'write',
      true,
    )
  // Reads see what was there before the pass.
  const allUsed = (uses: readonly Use[]) =>
    uses.toSorted((a, b) => Number(a.access === 'write') - Number(b.access === 'write')).flatMap(used)
  const attached = ({ use, load, readOnly }: Use) =>
    touch(use, load === 'load' || readOnly === true, readOnly !== true, load !== 'load' && !readOnly)
  return passes.map((pass) => {
    switch (pass.kind) {
      case 'upload':
      case 'fill':
        return touch(pass.to, false, true, true)
      case 'readback':
        return touch(pass.from, true, false, false)
      case 'copy':
        return [...touch(pass.from, true, false, false), ...touch(pass.to, false, true, true)]
      case 'compute':
        return allUsed((pass.bindings ?? []) as Use[])
      case 'render':
        return [
          ...allUsed((pass.uses ?? []) as Use[]),
          ...[...(pass.color ?? []), ...(pass.depth ? [pass.depth] : [])].flatMap((one) =>
            attached(one as unknown as Use),
          ),
        ]
      default:
        throw new Error(`no ${pass.kind} here`)
    }
  })
}

/** Units that a range touches; ranges that share one share bytes. */
const unitsOf = ({ offset, size }: Range): string[] =>
  Array.from({ length: Math.ceil(size / unit) }, (_, i) => String(offset / unit + i))

export interface Constraints {
  /** By pass, as bits: earlier passes that it must come after, and those with a hazard, which need a barrier in between. */
  readonly after: readonly number[]
  readonly hazards: readonly number[]
  /** By pass: whether it needs a barrier before it, whatever came before: it finds texels without a layout. */
  readonly needsLayout: readonly boolean[]
}

export function orderConstraints(document: GraphDocument): Constraints {
  const touches = touchesOf(document)
  const index = new Map(document.passes.map(({ id }, i) => [id, i]))
  const hazards = touches.map((mine, q) =>
    touches
      .slice(0, q)
      .reduce(
        (mask, theirs, p) =>
          mine.some((a) => theirs.some((b) => a.place === b.place && (a.writes || b.writes))) ? mask | (1 << p) : mask,
        0,
      ),
  )
  const after = document.passes.map((pass, q) =>
    (pass.after ?? []).reduce((mask, id) => mask | (1 << index.get(id)!), hazards[q]!),
  )
  // Who writes a place first finds it bare, in every order. (If somebody else was in that layer before, a barrier was too.)
  const needsLayout = touches.map((mine, q) =>
    mine.some(
      ({ bare, place }) => bare && !touches.slice(0, q).some((theirs) => theirs.some((other) => other.place === place)),
    ),
  )
  return { after, hazards, needsLayout }
}

/** All orders, one pass at a time; what has run before the last barrier and what has run since decide what may follow. */
export function fewestBarriers({ after, hazards, needsLayout }: Constraints): number {
  const count = after.length
  const all = 2 ** count - 1
  const known = new Map<number, number>()
  const rest = (done: number, since: number, first: boolean): number => {
    if (done === all) return 0
    // Before the first barrier, all that is done was done since.
    const key = (done * 2 ** count + since) * 2 + Number(first)
    const found = known.get(key)
    if (found !== undefined) return found
    let fewest = Infinity
    for (let p = 0; p < count; p++) {
      if (done & (1 << p) || (after[p]! & ~done) !== 0) continue
      const barrier = (hazards[p]! & since) !== 0 || (first && needsLayout[p]!)
      const now = barrier ? 1 << p : since | (1 << p)
      fewest = Math.min(fewest, Number(barrier) + rest(done | (1 << p), now, first && !barrier))
    }
    known.set(key, fewest)
    return fewest
  }
  return rest(0, 0, true)
}

/** At most `mostPasses` passes over a few buffers of two units, transient and persistent. It may read what nothing wrote. */
export function randomBarrierGraph(random: Random, mostPasses: number): GraphDocument {
  const pick = <T>(list: readonly T[]): T => list[randomInt(random, list.length)]!
  const buffers = 2 + randomInt(random, 4)
  const resources: Resources = Array.from({ length: buffers }, (_, i) => ({
    id: `r${i}`,
    kind: 'buffer' as const,
    size: unit * units,
    ...(random() < 0.6 ? { lifetime: 'persistent' as const } : {}),
  }))
  const range = (resource: string): Range => {
    const whole = random() < 0.5
    return { resource, offset: whole ? 0 : unit * randomInt(random, units), size: whole ? unit * units : unit }
  }
  const shuffled = (): string[] => {
    const ids = resources.map(({ id }) => id)
    for (let i = ids.length - 1; i > 0; i--) {
      const j = randomInt(random, i + 1)
      ;[ids[i], ids[j]] = [ids[j]!, ids[i]!]
    }
    return ids
  }
  const passes = Array.from(
    { length: 1 + Math.max(randomInt(random, mostPasses), randomInt(random, mostPasses)) },
    (_, i) => {
      const id = `p${i}`
      const [a, b, c] = shuffled()
      const order = i > 0 && random() < 0.15 ? { after: [`p${randomInt(random, i)}`] } : {}
      const kind = pick(['compute', 'compute', 'compute', 'copy', 'copy', 'upload', 'fill', 'readback'] as const)
      if (kind === 'upload') return { id, kind, to: range(a!), input: `in${i}`, ...order }
      if (kind === 'readback') return { id, kind, from: range(a!), output: `out${i}`, ...order }
      if (kind === 'fill') return { id, kind, to: range(a!), value: 1 + i, ...order }
      if (kind === 'copy') {
        const from = range(a!)
        return {
          id,
          kind,
          from,
          to: { resource: b!, offset: random() < 0.5 ? from.offset : 0, size: from.size },
          ...order,
        }
      }
      const uses = [a!, b!, c].slice(0, 1 + randomInt(random, 3)).filter((id) => id !== undefined)
      return {
        id,
        kind,
        shader: 's',
        entryPoint: 'main',
        workgroups: [1, 1, 1] as [number, number, number],
        bindings: uses.map((resource, binding) => ({
          group: 0,
          binding,
          use: range(resource),
          ...(binding > 0 && random() < 0.6
            ? { as: 'storage-read' as const }
            : { as: 'storage' as const, ...(random() < 0.4 ? { access: 'write' as const } : {}) }),
        })),
        ...order,
      }
    },
  )
  return {
    version: 1,
    resources,
    shaders: [{ id: 's', wgsl: 'never compiled' }],
    passes: passes as unknown as Passes,
  }
}

const oneQueue: DeviceProfile = { ...profiles.vulkan, queues: [profiles.vulkan.queues[0]] }
/** Decisions that leave other passes than the document has: then its orders are not the plan's. */
const changing = new Set(['CULLED', 'FORWARDED', 'IN_PLACE', 'MERGED_PASSES', 'SPLIT'])

/** The plan for one queue; undefined where the document reads what nothing wrote. */
export function planForOneQueue(document: GraphDocument, objective: Objective = 'submissions'): Plan | undefined {
  try {
    return planGraph(parseGraph(document), oneQueue, { objective })
  } catch (error) {
    if (isMemkitError(error) && error.code === 'READ_BEFORE_WRITE') return undefined
    throw error
  }
}

/** The same, where it has the passes of the document. */
export function planWithSamePasses(document: GraphDocument): Plan | undefined {
  const plan = planForOneQueue(document)
  return plan?.decisions.some(({ code }) => changing.has(code)) ? undefined : plan
}

interface PhysicalTouch {
  readonly heap: number
  readonly begin: number
  readonly end: number
  readonly writes: boolean
}

/** Barriers of a plan, and the fewest that its commands need in the order they have: greedy, which no choice of places beats. */
export function barriersInOrder(plan: Plan): { count: number; fewest: number } {
  const commands = plan.submissions.flatMap((submission) => submission.commands)
  let fewest = 0
  let since: PhysicalTouch[] = []
  for (const command of commands) {
    const mine = touchesOfCommand(command)
    const meet = (a: PhysicalTouch) =>
      mine.some((b) => a.heap === b.heap && a.begin < b.end && b.begin < a.end && (a.writes || b.writes))
    if (since.some(meet)) {
      fewest++
      since = []
    }
    since.push(...mine)
  }
  return { count: commands.filter(({ op }) => op === 'barrier').length, fewest }
}

function touchesOfCommand(command: Command): PhysicalTouch[] {
  switch (command.op) {
    case 'barrier':
      return []
    case 'copy':
    case 'scatter':
      return command.regions.flatMap(([from, to, size]) => [
        { heap: command.from, begin: from, end: from + size, writes: false },
        { heap: command.to, begin: to, end: to + size, writes: true },
      ])
    case 'fill':
      return [{ heap: command.heap, begin: command.offset, end: command.offset + command.size, writes: true }]
    case 'dispatch':
      return command.bindings.flatMap((binding) => {
        if (!('slice' in binding) || !('heap' in binding.slice)) return []
        const { heap, offset, size } = binding.slice
        return [
          { heap, begin: offset, end: offset + size, writes: binding.as === 'storage' && binding.access !== 'read' },
        ]
      })
    default:
      throw new Error(`no ${command.op} here`)
  }
}
