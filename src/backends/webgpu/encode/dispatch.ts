/** Compute passes of the graph. */
import type { CommandOf, PlanBinding } from '../../../plan/document.ts'
import { passesLabel } from '../../../plan/facts/plan-words.ts'
import { scopeUses } from '../../../plan/facts/usage-scopes.ts'
import { bufferUsage } from '../device/flags.ts'
import type { Variants } from '../memory/places.ts'
import { checkBindingSizes, checkScope, checkWritten, compileGroups } from './bind-groups.ts'
import type { Build } from './build.ts'
import type { Encode } from './encoding.ts'
import type { Pipeline, Pipelines } from './pipelines.ts'

type Dispatch = CommandOf<'dispatch'>
type ResourceBinding = Extract<PlanBinding, { slice: unknown }>

/** A dispatch of one bind group and of counts that are known. */
interface PlainDispatch {
  readonly pipeline: Pipeline<GPUComputePipeline>
  readonly index: number
  readonly group: Variants<GPUBindGroup>
  readonly workgroups: readonly [x: number, y: number, z: number]
}

/** By encode function of a command: the plain dispatch that it encodes. */
const plainDispatches = new WeakMap<Encode, PlainDispatch>()

/** One bind group per group index that the bindings name. */
export function compileDispatch(build: Build, pipelines: Pipelines, command: Dispatch): Encode {
  const { workgroups, bindings, passes } = command
  const uses = bindings.filter((binding): binding is ResourceBinding => 'slice' in binding)
  checkScope(scopeUses(command), passes)
  checkBindingSizes(build, uses, passes)
  const pipeline = pipelines.compute(command)
  checkWritten(pipeline, uses, passes)
  const groups = compileGroups(build, pipelines, pipeline, bindings, passesLabel(passes)).map(
    ({ index, places, make }) => ({ index, variants: build.groups(places, make) }),
  )
  const [x, y, z] = Array.isArray(workgroups) ? workgroups : [0, 0, 0]
  const indirect = Array.isArray(workgroups) ? undefined : build.heap(workgroups.heap, bufferUsage.indirect)
  const indirectOffset = Array.isArray(workgroups) ? 0 : workgroups.offset
  const [first] = groups
  const others = groups.slice(1)
  const encode: Encode = (encoding) => {
    const pass = encoding.dispatches(pipeline.value!)
    // Nearly always there is one.
    if (first) pass.setBindGroup(first.index, first.variants.at(encoding.run))
    for (let i = 0; i < others.length; i++) {
      const { index, variants } = others[i]!
      pass.setBindGroup(index, variants.at(encoding.run))
    }
    if (indirect) pass.dispatchWorkgroupsIndirect(indirect.at(encoding.run), indirectOffset)
    // Fewer arguments are cheaper: each is passed to the device's process, or out of JavaScript.
    else if (y === 1 && z === 1) pass.dispatchWorkgroups(x)
    else pass.dispatchWorkgroups(x, y, z)
  }
  if (first && others.length === 0 && !indirect) {
    const { index, variants: group } = first
    plainDispatches.set(encode, { pipeline, index, group, workgroups: [x, y, z] })
  }
  return encode
}

/**
 * The same commands with plain dispatches that follow each other as one: a loop over what they set, with nothing between the calls
 * of the API. For submissions without labels, which are put between commands. Pipelines must exist by then. Dispatches stay apart where
 * one varies with what another does not: together, histories of 3, 5 and 7 contents would have 105 variants.
 */
export function fuseDispatches(encodes: readonly Encode[]): readonly Encode[] {
  const fused: Encode[] = []
  for (let i = 0; i < encodes.length;) {
    const chain: PlainDispatch[] = []
    let widest: PlainDispatch | undefined
    for (let next; (next = plainDispatches.get(encodes[i + chain.length]!));) {
      if (!widest || widest.group.isWithin(next.group)) widest = next
      else if (!next.group.isWithin(widest.group)) break
      chain.push(next)
    }
    fused.push(chain.length > 1 ? fuse(chain, widest!) : encodes[i]!)
    i += Math.max(1, chain.length)
  }
  return fused
}

/** Workgroups by axis and dispatch: parallel arrays, which a loop reads faster than one array for each dispatch. */
type Axes = [x: number[], y: number[], z: number[]]

/** @param widest the one of the chain that varies with all that any of them varies with */
function fuse(chain: readonly PlainDispatch[], widest: PlainDispatch): Encode {
  const pipelines = chain.map(({ pipeline }) => pipeline.value!)
  const indices = chain.map(({ index }) => index)
  const [x, y, z] = ([0, 1, 2] as const).map((axis) => chain.map(({ workgroups }) => workgroups[axis])) as Axes
  const groups = widest.group.alike((run) => chain.map(({ group }) => group.at(run)))
  return (encoding) => {
    const bound = groups.at(encoding.run)
    let pipeline: GPUComputePipeline | undefined
    let pass!: GPUComputePassEncoder
    for (let i = 0; i < bound.length; i++) {
      if (pipeline !== pipelines[i]) pass = encoding.dispatches((pipeline = pipelines[i]!))
      pass.setBindGroup(indices[i]!, bound[i]!)
      if (y[i] === 1 && z[i] === 1) pass.dispatchWorkgroups(x[i]!)
      else pass.dispatchWorkgroups(x[i]!, y[i], z[i])
    }
  }
}
