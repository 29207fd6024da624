/** Compute passes of the graph. */
import type { CommandOf, PlanBinding } from '../../../plan/document.ts'
import { bufferUsage } from '../device/flags.ts'
import { checkBindingSizes, checkScope, compileGroups } from './bind-groups.ts'
import type { Build } from './build.ts'
import type { Encode } from './encoding.ts'
import type { Pipelines } from './pipelines.ts'

type Dispatch = CommandOf<'dispatch'>
type ResourceBinding = Extract<PlanBinding, { slice: unknown }>

/** One bind group per group index that the bindings name. */
export function compileDispatch(build: Build, pipelines: Pipelines, command: Dispatch): Encode {
  const { workgroups, bindings, passes } = command
  const uses = bindings.filter((binding): binding is ResourceBinding => 'slice' in binding)
  const counts = Array.isArray(workgroups) ? [] : [{ slice: workgroups, as: 'indirect' as const }]
  checkScope([...uses, ...counts], passes)
  checkBindingSizes(build, uses, passes)
  const pipeline = pipelines.compute(command)
  const groups = compileGroups(build, pipelines, pipeline, bindings, passes.join(', ')).map(
    ({ index, places, make }) => ({ index, variants: build.variant(places, make) }),
  )
  const [x, y, z] = Array.isArray(workgroups) ? workgroups : [0, 0, 0]
  const indirect = Array.isArray(workgroups) ? undefined : build.heap(workgroups.heap, bufferUsage.indirect)
  const indirectOffset = Array.isArray(workgroups) ? 0 : workgroups.offset
  const [first] = groups
  const others = groups.slice(1)
  return (encoding) => {
    const pass = encoding.dispatches(pipeline.value!)
    // Nearly always there is one.
    if (first) pass.setBindGroup(first.index, first.variants.at(encoding.run))
    if (others.length > 0) for (const { index, variants } of others) pass.setBindGroup(index, variants.at(encoding.run))
    if (indirect) pass.dispatchWorkgroupsIndirect(indirect.at(encoding.run), indirectOffset)
    // Fewer arguments are cheaper: each is passed to the device's process, or out of JavaScript.
    else if (y === 1 && z === 1) pass.dispatchWorkgroups(x)
    else pass.dispatchWorkgroups(x, y, z)
  }
}
