/**
 * Workgroup counts that a dispatch reads from a buffer, held against the device's limit on the way: a kernel of one invocation
 * copies them to memory of the session, and zeros where they are above it. Counts of one step, which one barrier of the plan
 * made ready, are copied together at its head, between two barriers; that is what all this costs.
 */
import type { Command, CommandOf } from '../../../plan/document.ts'
import {
  VK_ACCESS_2_INDIRECT_COMMAND_READ_BIT,
  VK_ACCESS_2_SHADER_STORAGE_READ_BIT,
  VK_ACCESS_2_SHADER_STORAGE_WRITE_BIT,
  VK_DESCRIPTOR_TYPE_STORAGE_BUFFER,
  VK_PIPELINE_BIND_POINT_COMPUTE,
  VK_PIPELINE_STAGE_2_COMPUTE_SHADER_BIT,
  VK_PIPELINE_STAGE_2_DRAW_INDIRECT_BIT,
} from '../bindings/index.ts'
import { indirect as kernelCode } from '../kernels/generated.ts'
import type { Build, RecordCommand, Recording } from '../memory/build.ts'
import type { Constants } from '../memory/constants.ts'
import type { BufferAt, RunPlace } from '../memory/places.ts'
import type { Scratch } from '../memory/scratch.ts'
import { dependenceOf } from '../memory/variants.ts'
import type { DescriptorPool, DescriptorSets } from '../shaders/descriptors.ts'
import type { Pipelines } from '../shaders/pipelines.ts'
import { recordMemoryBarrier } from './barrier.ts'

type Dispatch = CommandOf<'dispatch'>
type Counts = Extract<Dispatch['workgroups'], { heap: number }>

/** Limit of a device that has none. */
const noLimit = 0xffff_ffff
/** Storage bindings may start at its multiples on every device. */
const bindingAlignment = 256
const countsBytes = 12

export interface IndirectParts {
  readonly constants: Constants
  readonly scratch: Scratch
  readonly pipelines: Pipelines
  readonly descriptors: DescriptorPool
}

export class IndirectCounts {
  private readonly build: Build
  private readonly parts: IndirectParts
  private readonly limit: number
  /** Offset in scratch memory of the checked counts of a dispatch. */
  private readonly checked = new Map<Dispatch, number>()

  constructor(build: Build, parts: IndirectParts, trusted: boolean) {
    this.build = build
    this.parts = parts
    this.limit = trusted ? noLimit : build.profile.limits.maxWorkgroupsPerDimension
  }

  /** The buffer and offset from which a dispatch reads its counts. */
  at(dispatch: Dispatch, counts: Counts, place: RunPlace): BufferAt {
    const offset = this.checked.get(dispatch)
    if (offset !== undefined) return { buffer: this.parts.scratch.buffer, offset }
    const { buffer, offset: start } = this.build.places.buffer(counts.heap, place)
    return { buffer, offset: start + counts.offset }
  }

  /** Commands to record before some of a submission's commands, by the indices of these. */
  compile(commands: readonly Command[]): ReadonlyMap<number, RecordCommand> {
    const heads = new Map<number, RecordCommand>()
    if (this.limit >= noLimit) return heads
    let head = 0
    let step = new Map<string, Dispatch[]>()
    const end = (): void => {
      if (step.size > 0) heads.set(head, this.check([...step.values()]))
      step = new Map()
    }
    commands.forEach((command, i) => {
      if (command.op === 'barrier') {
        end()
        head = i + 1
      } else if (command.op === 'dispatch' && 'heap' in command.workgroups) {
        const { heap, offset } = command.workgroups
        const key = `${heap} ${offset}`
        step.set(key, [...(step.get(key) ?? []), command])
      }
    })
    end()
    return heads
  }

  /** @param step dispatches whose counts lie in the same place are one of them */
  private check(step: readonly (readonly Dispatch[])[]): RecordCommand {
    const { device } = this.build
    const pipeline = this.parts.pipelines.useKernel('indirect', kernelCode)
    const copies = step.map((same) => {
      const to = this.parts.scratch.take(countsBytes, bindingAlignment)
      for (const dispatch of same) this.checked.set(dispatch, to)
      return this.describe(pipeline, same[0]!.workgroups as Counts, to)
    })
    return (recording) => {
      recordMemoryBarrier(device, recording, ready)
      device.vk.vkCmdBindPipeline(recording.commands, VK_PIPELINE_BIND_POINT_COMPUTE, pipeline.handle)
      for (const sets of copies) dispatchOne(this.build, recording, pipeline.layout, sets)
      recordMemoryBarrier(device, recording, checked)
    }
  }

  private describe(pipeline: ReturnType<Pipelines['useKernel']>, { heap, offset }: Counts, to: number): DescriptorSets {
    const { plan, places } = this.build
    const { constants, scratch, descriptors } = this.parts
    const base = Math.floor(offset / bindingAlignment) * bindingAlignment
    const rule = Uint32Array.of((offset - base) / Uint32Array.BYTES_PER_ELEMENT, this.limit)
    const ruleAt = constants.bytes(new Uint8Array(rule.buffer), bindingAlignment)
    const given = (at: RunPlace) => {
      const { buffer, offset: start } = places.buffer(heap, at)
      return { buffer, offset: start + base, range: offset - base + countsBytes }
    }
    const taken = () => ({ buffer: scratch.buffer, offset: to, range: countsBytes })
    const ruled = () => ({ buffer: constants.buffer, offset: ruleAt, range: rule.byteLength })
    const bindings = [given, taken, ruled].map((at, binding) => {
      return { binding, type: VK_DESCRIPTOR_TYPE_STORAGE_BUFFER, at }
    })
    return descriptors.use(pipeline.setLayouts, [bindings], dependenceOf(plan, [heap], []))
  }
}

function dispatchOne(
  { device: { vk } }: Build,
  { commands, at, arena }: Recording,
  layout: ReturnType<Pipelines['useKernel']>['layout'],
  descriptorSets: DescriptorSets,
): void {
  const sets = descriptorSets.at(at, arena)
  vk.vkCmdBindDescriptorSets(commands, VK_PIPELINE_BIND_POINT_COMPUTE, layout, 0, sets.length, sets, 0, null)
  vk.vkCmdDispatch(commands, 1, 1, 1)
}

// The plan made the counts ready for the stage that reads them, and the kernel comes after that stage. So it does after the
// dispatches of the run before, which read what it writes over.
const ready = {
  srcStageMask: VK_PIPELINE_STAGE_2_DRAW_INDIRECT_BIT,
  srcAccessMask: 0n,
  dstStageMask: VK_PIPELINE_STAGE_2_COMPUTE_SHADER_BIT,
  dstAccessMask: VK_ACCESS_2_SHADER_STORAGE_READ_BIT | VK_ACCESS_2_SHADER_STORAGE_WRITE_BIT,
}
const checked = {
  srcStageMask: VK_PIPELINE_STAGE_2_COMPUTE_SHADER_BIT,
  srcAccessMask: VK_ACCESS_2_SHADER_STORAGE_WRITE_BIT,
  dstStageMask: VK_PIPELINE_STAGE_2_DRAW_INDIRECT_BIT,
  dstAccessMask: VK_ACCESS_2_INDIRECT_COMMAND_READ_BIT,
}
