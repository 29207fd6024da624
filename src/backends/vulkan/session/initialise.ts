/**
 * First submission of a session: clears memory that outlives runs, transitions textures to the general layout, and uploads
 * constants.
 */
import { VK_WHOLE_SIZE } from '../bindings/index.ts'
import type { Build, RecordCommand } from '../memory/build.ts'
import { Constants } from '../memory/constants.ts'
import type { Transition } from '../../../plan/facts/accesses.ts'
import { layersOf } from '../../../plan/facts/level-boxes.ts'
import { runOnce } from './once.ts'
import { recordFullBarrier, recordHostBarrier, recordTransitions } from '../record/barrier.ts'
import { layoutOf } from '../device/image-layouts.ts'
import { compileClear, wholeTexture } from '../record/clear.ts'

/** Resolves when the device is done, to the semaphore value of the first queue. */
export const initialise = (build: Build, constants: Constants): Promise<number> =>
  runOnce(build.device, {
    what: 'the first submission',
    compile: (own) => compile({ ...build, ...own }, constants),
  })

function compile(build: Build, constants: Constants): RecordCommand[] {
  const { device, plan, places } = build
  const queue = device.queues[0]!
  const zeroed = plan.heaps.flatMap(({ memory }, heap) =>
    memory === 'device' && !places.sharedHeaps.has(heap) ? places.heaps[heap]! : [],
  )
  const kept = places.newTextures.filter((texture) => plan.textures[texture]!.lifetime === 'persistent')
  const recorders: RecordCommand[] = []
  const uploaded = constants.compileUpload(build)
  if (uploaded) recorders.push(uploaded)
  if (zeroed.length > 0)
    recorders.push(({ commands }) => {
      for (const { buffer } of zeroed) device.vk.vkCmdFillBuffer(commands, buffer, 0, VK_WHOLE_SIZE, 0)
    })
  if (places.isSeenByHost) recorders.push((recording) => recordHostBarrier(device, recording))
  if (kept.length === 0) return recorders
  const change = (from: Transition['from'], to: Transition['to']): RecordCommand => {
    const transitions = kept.map((texture): Transition => {
      const { mipLevelCount } = plan.textures[texture]!
      return { texture, mipLevel: 0, mipLevelCount, layer: 0, layerCount: layersOf(plan.textures[texture]!), from, to }
    })
    return (recording) => recordTransitions(build, recording, transitions)
  }
  const zeros = new Constants()
  const clears = kept.map((texture) => {
    const slice = { texture, ...wholeTexture(plan.textures[texture]!) }
    return compileClear(build, zeros, { slice }, queue, layoutOf['copy-dst'])
  })
  zeros.create(build)
  const filled = zeros.compileUpload(build)
  if (filled) recorders.push(filled, (recording) => recordFullBarrier(device, recording))
  recorders.push(change('undefined', 'copy-dst'), ...clears, change('copy-dst', 'storage'))
  return recorders
}
