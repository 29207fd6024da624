/**
 * Workgroup counts and arguments of draws that lie in a buffer, held against what is allowed on the way: they are copied to memory of
 * the session, and a kernel of one invocation copies them again, zeros where they are not allowed. Those of one step, which one
 * barrier of the plan made ready, go together at its head, between three barriers; that is what all this costs.
 *
 * The first copy takes exactly the bytes that the plan knows to be read. A kernel's binding would begin at an aligned offset, and
 * reach over bytes that other commands of the step may write.
 */
import type { BufferSlice, Command, CommandOf, PlannedDraw } from '../../../plan/document.ts'
import {
  VK_ACCESS_2_INDIRECT_COMMAND_READ_BIT,
  VK_ACCESS_2_SHADER_STORAGE_READ_BIT,
  VK_ACCESS_2_SHADER_STORAGE_WRITE_BIT,
  VK_ACCESS_2_TRANSFER_READ_BIT,
  VK_ACCESS_2_TRANSFER_WRITE_BIT,
  VK_DESCRIPTOR_TYPE_STORAGE_BUFFER,
  VK_PIPELINE_STAGE_2_COMPUTE_SHADER_BIT,
  VK_PIPELINE_STAGE_2_ALL_TRANSFER_BIT,
  VK_PIPELINE_STAGE_2_DRAW_INDIRECT_BIT,
} from '../bindings/index.ts'
import { draw as drawKernel, indirect as countsKernel } from '../kernels/generated.ts'
import type { Build, RecordCommand, Recording } from '../memory/build.ts'
import { recordBufferCopy } from '../memory/buffers.ts'
import type { Constants } from '../memory/constants.ts'
import type { BufferAt, RunPlace } from '../memory/places.ts'
import type { Scratch } from '../memory/scratch.ts'
import { dependenceOf } from '../memory/variants.ts'
import type { DescriptorPool, DescriptorSets } from '../shaders/descriptors.ts'
import type { Pipelines } from '../shaders/pipelines.ts'
import type { Pipeline } from '../shaders/shared-pipelines.ts'
import { recordMemoryBarrier } from './barrier.ts'
import { bindCompute } from './bind.ts'

type Dispatch = CommandOf<'dispatch'>
/** A command or draw that reads its arguments from a buffer. */
type User = Dispatch | PlannedDraw

/** Limit of a device that has none. */
const noLimit = 0xffff_ffff
const indexBytes = { uint16: 2, uint32: 4 } as const
/** Storage bindings may start at its multiples on every device. */
const bindingAlignment = 256

/** The arguments in a buffer that a kernel copies, and its parameters. */
interface Arguments {
  readonly slice: BufferSlice
  readonly bytes: number
  readonly kernel: 'indirect' | 'draw'
  readonly rule: readonly number[]
}

export interface IndirectParts {
  readonly constants: Constants
  readonly scratch: Scratch
  readonly pipelines: Pipelines
  readonly descriptors: DescriptorPool
}

export class IndirectCounts {
  private readonly build: Build
  private readonly parts: IndirectParts
  private readonly trusted: boolean
  /** Offset in scratch memory of the checked arguments of a user. */
  private readonly checked = new Map<User, number>()

  constructor(build: Build, parts: IndirectParts, trusted: boolean) {
    this.build = build
    this.parts = parts
    this.trusted = trusted
  }

  /** The buffer and offset from which a user reads its arguments, which `slice` names. */
  at(user: User, slice: BufferSlice, place: RunPlace): BufferAt {
    const offset = this.checked.get(user)
    if (offset !== undefined) return { buffer: this.parts.scratch.buffer, offset }
    const { buffer, offset: start } = this.build.places.buffer(slice.heap, place)
    return { buffer, offset: start + slice.offset }
  }

  /** Commands to record before some of a submission's commands, by the indices of these. */
  compile(commands: readonly Command[]): ReadonlyMap<number, RecordCommand> {
    const heads = new Map<number, RecordCommand>()
    if (this.trusted) return heads
    let head = 0
    let step = new Map<string, { readonly args: Arguments; readonly users: User[] }>()
    const end = (): void => {
      if (step.size > 0) heads.set(head, this.check([...step.values()]))
      step = new Map()
    }
    commands.forEach((command, i) => {
      if (command.op === 'barrier') {
        end()
        head = i + 1
        return
      }
      for (const [user, args] of this.argumentsOf(command)) {
        const { kernel, rule, slice } = args
        const key = [kernel, slice.heap, slice.offset, ...rule].join(' ')
        const same = step.get(key)
        if (same) same.users.push(user)
        else step.set(key, { args, users: [user] })
      }
    })
    end()
    return heads
  }

  private argumentsOf(command: Command): [User, Arguments][] {
    if (command.op === 'dispatch') {
      const { workgroups: slice } = command
      const limit = this.build.profile.limits.maxWorkgroupsPerDimension
      if (Array.isArray(slice) || limit >= noLimit) return []
      return [[command, { slice, bytes: 12, kernel: 'indirect', rule: [limit] }]]
    }
    if (command.op !== 'render') return []
    return command.parts.flatMap(({ uses, draws = [] }) =>
      draws.flatMap((draw): [User, Arguments][] => {
        const { call, indexBuffer } = draw
        if (!('indirect' in call)) return []
        const slice = uses[call.indirect]!.slice as BufferSlice
        const words = indexBuffer ? 5 : 4
        const indices = indexBuffer
          ? Math.floor((uses[indexBuffer.use]!.slice as BufferSlice).size / indexBytes[indexBuffer.format])
          : 0
        return [[draw, { slice, bytes: words * 4, kernel: 'draw', rule: [words, indices] }]]
      }),
    )
  }

  private check(step: readonly { readonly args: Arguments; readonly users: readonly User[] }[]): RecordCommand {
    const { device } = this.build
    const copies = step.map(({ args, users }) => {
      const from = this.parts.scratch.take(args.bytes, bindingAlignment)
      const to = this.parts.scratch.take(args.bytes, bindingAlignment)
      for (const user of users) this.checked.set(user, to)
      const pipeline = this.parts.pipelines.useKernel(args.kernel, kernels[args.kernel])
      return { args, from, pipeline, sets: this.describe(pipeline, args, from, to) }
    })
    return (recording) => {
      recordMemoryBarrier(device, recording, ready)
      for (const { args, from } of copies) this.fetch(recording, args, from)
      recordMemoryBarrier(device, recording, fetched)
      for (const { pipeline, sets } of copies) {
        bindCompute(device, recording, pipeline, sets)
        device.vk.vkCmdDispatch(recording.commands, 1, 1, 1)
      }
      recordMemoryBarrier(device, recording, checked)
    }
  }

  private fetch(recording: Recording, { slice, bytes }: Arguments, to: number): void {
    const { device, places } = this.build
    const { buffer, offset } = places.buffer(slice.heap, recording.at)
    const regions = [{ srcOffset: offset + slice.offset, dstOffset: to, size: bytes }]
    recordBufferCopy(device, recording, buffer, this.parts.scratch.buffer, regions)
  }

  private describe(pipeline: Pipeline, { bytes, rule }: Arguments, from: number, to: number): DescriptorSets {
    const { constants, scratch, descriptors } = this.parts
    const words = Uint32Array.from(rule)
    const ruleAt = constants.bytes(new Uint8Array(words.buffer), bindingAlignment)
    const given = () => ({ buffer: scratch.buffer, offset: from, range: bytes })
    const taken = () => ({ buffer: scratch.buffer, offset: to, range: bytes })
    const ruled = () => ({ buffer: constants.buffer, offset: ruleAt, range: words.byteLength })
    const bindings = [given, taken, ruled].map((at, binding) => {
      return { binding, type: VK_DESCRIPTOR_TYPE_STORAGE_BUFFER, at }
    })
    return descriptors.use(pipeline.setLayouts, [bindings], dependenceOf(this.build.plan, [], []))
  }
}

const kernels = { indirect: countsKernel, draw: drawKernel } as const

// The plan made the arguments ready for the stage that reads them, and the copy comes after that stage. So it does after the
// dispatches and draws of the run before, which read what it writes over.
const ready = {
  srcStageMask: VK_PIPELINE_STAGE_2_DRAW_INDIRECT_BIT,
  srcAccessMask: 0n,
  dstStageMask: VK_PIPELINE_STAGE_2_ALL_TRANSFER_BIT | VK_PIPELINE_STAGE_2_COMPUTE_SHADER_BIT,
  dstAccessMask: VK_ACCESS_2_TRANSFER_READ_BIT | VK_ACCESS_2_TRANSFER_WRITE_BIT | VK_ACCESS_2_SHADER_STORAGE_WRITE_BIT,
}
const fetched = {
  srcStageMask: VK_PIPELINE_STAGE_2_ALL_TRANSFER_BIT,
  srcAccessMask: VK_ACCESS_2_TRANSFER_WRITE_BIT,
  dstStageMask: VK_PIPELINE_STAGE_2_COMPUTE_SHADER_BIT,
  dstAccessMask: VK_ACCESS_2_SHADER_STORAGE_READ_BIT,
}
const checked = {
  srcStageMask: VK_PIPELINE_STAGE_2_COMPUTE_SHADER_BIT,
  srcAccessMask: VK_ACCESS_2_SHADER_STORAGE_WRITE_BIT,
  dstStageMask: VK_PIPELINE_STAGE_2_DRAW_INDIRECT_BIT,
  dstAccessMask: VK_ACCESS_2_INDIRECT_COMMAND_READ_BIT,
}
