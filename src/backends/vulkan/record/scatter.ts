/** Scatter commands: many regions copied by one dispatch of the built-in kernel, which reads them from a table. */
import { unsupported } from '../../../errors.ts'
import type { CommandOf } from '../../../plan/document.ts'
import {
  VK_ACCESS_2_MEMORY_READ_BIT,
  VK_ACCESS_2_MEMORY_WRITE_BIT,
  VK_ACCESS_2_SHADER_STORAGE_READ_BIT,
  VK_ACCESS_2_SHADER_STORAGE_WRITE_BIT,
  VK_DESCRIPTOR_TYPE_STORAGE_BUFFER,
  VK_PIPELINE_STAGE_2_COMPUTE_SHADER_BIT,
} from '../bindings/index.ts'
import { everything } from '../device/access-masks.ts'
import type { Build, RecordCommand, Recording } from '../memory/build.ts'
import { bufferUnit } from '../memory/buffers.ts'
import type { Constants } from '../memory/constants.ts'
import type { Descriptor, DescriptorPool } from '../shaders/descriptors.ts'
import { scatter as scatterCode } from '../kernels/generated.ts'
import { roundUp } from '../../../plan/multiples.ts'
import type { Pipelines } from '../shaders/pipelines.ts'
import type { RunPlace } from '../memory/places.ts'
import { dependenceOf } from '../memory/variants.ts'
import { recordMemoryBarrier } from './barrier.ts'
import { bindCompute } from './bind.ts'
import { compileCopy } from './buffers.ts'
import { scatterTables, type ScatterTable } from './scatter-tables.ts'

/** Alignment of tables, which every device accepts for storage bindings. */
const tableAlignment = 256

type Scatter = CommandOf<'scatter'>

export function compileScatter(
  build: Build,
  pipelines: Pipelines,
  descriptors: DescriptorPool,
  constants: Constants,
  command: Scatter,
): RecordCommand {
  const { device, plan } = build
  const ends = [plan.heaps[command.from]!, plan.heaps[command.to]!]
  // An imported buffer may end inside a word, which the kernel cannot access.
  const isRagged = ends.some(({ memory, sizeBytes }) => memory === 'imported' && sizeBytes % bufferUnit !== 0)
  if (isRagged) return compileCopy(build, { ...command, op: 'copy' })
  const pipeline = pipelines.useKernel('scatter', scatterCode)
  const windowBytes = Math.floor(device.physical.limits.maxStorageBufferRange / tableAlignment) * tableAlignment
  const [fromBytes, toBytes] = ends.map(({ sizeBytes }) => roundUp(sizeBytes, bufferUnit)) as [number, number]
  const dependence = dependenceOf(plan, [command.from, command.to], [])
  const dispatches = scatterTables(command.regions, fromBytes, toBytes, windowBytes).map((table) => {
    const bindings = bind(build, constants, command, table, [fromBytes, toBytes], windowBytes)
    return { sets: descriptors.use(pipeline.setLayouts, [bindings], dependence), ...workgroups(build, table) }
  })
  return (recording) => {
    recordBarrierBefore(build, recording)
    for (const { sets, x, y } of dispatches) {
      bindCompute(device, recording, pipeline, sets)
      device.vk.vkCmdDispatch(recording.commands, x, y, 1)
    }
    recordBarrierAfter(build, recording)
  }
}

function bind(
  { places }: Build,
  constants: Constants,
  { from, to }: Scatter,
  { fromBase, toBase, words }: ScatterTable,
  [fromBytes, toBytes]: readonly [number, number],
  windowBytes: number,
): Descriptor[] {
  const tableAt = constants.bytes(new Uint8Array(words.buffer), tableAlignment)
  const window = (heap: number, base: number, sizeBytes: number) => (at: RunPlace) => {
    const { buffer, offset } = places.buffer(heap, at)
    return { buffer, offset: offset + base, range: Math.min(windowBytes, sizeBytes - base) }
  }
  const source = window(from, fromBase, fromBytes)
  const target = window(to, toBase, toBytes)
  const table = () => ({ buffer: constants.buffer, offset: tableAt, range: words.byteLength })
  return [source, source, target, target, table].map((at, binding) => {
    return { binding, type: VK_DESCRIPTOR_TYPE_STORAGE_BUFFER, at }
  })
}

function workgroups({ device }: Build, { words }: ScatterTable): { x: number; y: number } {
  const count = words.length / 4
  const [most, mostRows] = device.physical.limits.maxComputeWorkGroupCount as [number, number]
  const y = Math.ceil(count / most)
  if (y > mostRows) throw unsupported(`One scatter of ${count} pieces is more than the device dispatches at once`)
  return { x: Math.ceil(count / y), y }
}

// The plan treats a scatter as copies, and so its barriers name the copy stage. The kernel runs between two barriers of its
// own, which connect the copy stage with the compute stage. They also protect the memory that is bound but not touched.
const recordBarrierBefore = ({ device }: Build, recording: Recording): void =>
  recordMemoryBarrier(device, recording, {
    srcStageMask: everything,
    srcAccessMask: VK_ACCESS_2_MEMORY_WRITE_BIT,
    dstStageMask: VK_PIPELINE_STAGE_2_COMPUTE_SHADER_BIT,
    dstAccessMask: VK_ACCESS_2_SHADER_STORAGE_READ_BIT | VK_ACCESS_2_SHADER_STORAGE_WRITE_BIT,
  })

const recordBarrierAfter = ({ device }: Build, recording: Recording): void =>
  recordMemoryBarrier(device, recording, {
    srcStageMask: VK_PIPELINE_STAGE_2_COMPUTE_SHADER_BIT,
    srcAccessMask: VK_ACCESS_2_SHADER_STORAGE_WRITE_BIT,
    dstStageMask: everything,
    dstAccessMask: VK_ACCESS_2_MEMORY_READ_BIT | VK_ACCESS_2_MEMORY_WRITE_BIT,
  })
