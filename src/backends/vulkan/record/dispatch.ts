/** Compute passes: a pipeline, descriptor sets, and a dispatch. */
import { inPass } from '../../../errors.ts'
import type { CommandOf, PlanBinding } from '../../../plan/document.ts'
import { idsText } from '../../../plan/facts/plan-words.ts'
import type { Build, RecordCommand } from '../memory/build.ts'
import type { DescriptorPool } from '../shaders/descriptors.ts'
import type { Pipelines } from '../shaders/pipelines.ts'
import type { TextureBindings } from '../shaders/texture-bindings.ts'
import { bindCompute, dependenceOfSlices, descriptorOf } from './bind.ts'
import type { IndirectCounts } from './indirect-counts.ts'

type Dispatch = CommandOf<'dispatch'>
type BoundResource = Extract<PlanBinding, { slice: unknown }>

export interface DispatchParts {
  readonly pipelines: Pipelines
  readonly descriptors: DescriptorPool
  readonly textures: TextureBindings
  readonly counts: IndirectCounts
}

export function compileDispatch(
  build: Build,
  { pipelines, descriptors, textures, counts }: DispatchParts,
  command: Dispatch,
): RecordCommand {
  const { device, plan } = build
  const { shader, workgroups, bindings, passes } = command
  const what = `pass ${idsText(passes)}`
  const pipeline = inPass(passes[0] ?? '', () => pipelines.use(command))
  const groups = pipeline.setLayouts.map((_, group) =>
    pipeline.resources
      .filter((resource) => resource.group === group)
      .map((resource) => {
        const bound = bindings.find((binding) => binding.group === group && binding.binding === resource.binding)
        return descriptorOf(build, textures, resource, bound, { shader, what })
      }),
  )
  const slices = bindings.flatMap((binding) => ('slice' in binding ? [(binding as BoundResource).slice] : []))
  const dependence = dependenceOfSlices(plan, slices)
  const sets = descriptors.use(pipeline.setLayouts, groups, dependence)
  const indirect = Array.isArray(workgroups) ? undefined : workgroups
  const [x, y, z] = Array.isArray(workgroups) ? workgroups : [0, 0, 0]
  return (recording) => {
    const { commands, at } = recording
    const { vk } = device
    if (!indirect && x * y * z === 0) return
    bindCompute(device, recording, pipeline, sets)
    if (!indirect) {
      vk.vkCmdDispatch(commands, x, y, z)
      return
    }
    const { buffer, offset } = counts.at(command, indirect, at)
    vk.vkCmdDispatchIndirect(commands, buffer, offset)
  }
}
