/** Which queues a device is used through: one of each distinct kind. */
import { noDevice } from '../../../errors.ts'
import {
  VK_QUEUE_COMPUTE_BIT,
  VK_QUEUE_GRAPHICS_BIT,
  VK_QUEUE_SPARSE_BINDING_BIT,
  VK_QUEUE_TRANSFER_BIT,
  type VkQueueFamilyPropertiesOut,
} from '../bindings/index.ts'

type QueueKind = 'graphics' | 'compute' | 'transfer'

export interface QueueChoice {
  readonly family: number
  readonly kinds: readonly QueueKind[]
  /** Timestamps count in this many bits; 0 where there are none. */
  readonly timestampBits: number
}

/** The first queue is the most able one. @throws MemkitError NO_DEVICE where nothing computes. */
export function chooseQueues(families: readonly VkQueueFamilyPropertiesOut[]): QueueChoice[] {
  const find = (has: number, hasNot: number): number =>
    families.findIndex(({ queueFlags, queueCount }) => {
      return queueCount > 0 && (queueFlags & has) === has && (queueFlags & hasNot) === 0
    })
  const both = VK_QUEUE_GRAPHICS_BIT | VK_QUEUE_COMPUTE_BIT
  const choices: QueueChoice[] = []
  const add = (family: number, kinds: readonly QueueKind[]): void => {
    if (family >= 0) choices.push({ family, kinds, timestampBits: families[family]!.timestampValidBits })
  }
  add(find(both, 0), ['graphics', 'compute', 'transfer'])
  add(find(VK_QUEUE_COMPUTE_BIT, VK_QUEUE_GRAPHICS_BIT), ['compute', 'transfer'])
  if (choices.length === 0) throw noDevice('The Vulkan device has no queue that computes')
  // Video engines transfer too, but are not for this; copies of parts of textures need a granularity of one texel.
  const others = ~(VK_QUEUE_TRANSFER_BIT | VK_QUEUE_SPARSE_BINDING_BIT)
  const transfer = find(VK_QUEUE_TRANSFER_BIT, others)
  const { width = 0, height = 0, depth = 0 } = families[transfer]?.minImageTransferGranularity ?? {}
  if (width === 1 && height === 1 && depth === 1) add(transfer, ['transfer'])
  return choices
}
