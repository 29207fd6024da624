/** Stages of a pipeline, held against each other and against the device before a driver sees them: drivers check neither. */
import { shaderFailed, stagesDoNotFit } from '../../../errors.ts'
import { readInterface, type EntryInterface } from '../../../cpu/spirv/interface.ts'
import { readModule } from '../../../cpu/spirv/module.ts'
import { stageFault } from '../../../cpu/spirv/stage-fault.ts'
import type { PlannedPipeline } from '../../../plan/document.ts'
import type { VkPhysicalDeviceLimitsOut } from '../bindings/index.ts'
import type { StageCode } from './pipeline-layouts.ts'

/**
 * Checks the stages of a pipeline, the vertex stage first. SPIR-V that is trusted, and code that the CPU does not read, pass.
 * @throws MemkitError SHADER_FAILED
 */
export function checkStages(
  planned: PlannedPipeline,
  stages: readonly StageCode[],
  limits: VkPhysicalDeviceLimitsOut,
): void {
  const [vertex, fragment] = stages.map(interfaceOf)
  const attributes = planned.vertex.buffers.flatMap((buffer) => buffer?.attributes ?? [])
  const targets = (planned.fragment?.targets ?? []).map(({ format, writeMask }, location) =>
    writeMask === 0 ? undefined : { name: `attachment ${location}`, format },
  )
  const fault = stageFault({ vertex, fragment, attributes, targets })
  if (fault) throw stagesDoNotFit(stages.at(-1)!.shader.id, fault.why)
  const most = (stage: EntryInterface | undefined, way: 'inputs' | 'outputs', count: number): void => {
    const last = stage?.[way]?.at(-1)?.location ?? -1
    if (last < count) return
    const { shader, entryPoint } = stages[stage === vertex ? 0 : 1]!
    throw shaderFailed(
      shader.id,
      `${entryPoint} has location ${last} among its ${way}; the device has ${count}, from 0`,
    )
  }
  most(vertex, 'outputs', limits.maxVertexOutputComponents / 4)
  most(fragment, 'inputs', limits.maxFragmentInputComponents / 4)
  most(fragment, 'outputs', limits.maxFragmentOutputAttachments)
}

function interfaceOf({ shader, stage, entryPoint }: StageCode): EntryInterface | undefined {
  if (shader.isTrusted) return undefined
  try {
    return readInterface(readModule(shader.words), stage, entryPoint)
  } catch {
    // The device may have types that the CPU has not.
    return undefined
  }
}
