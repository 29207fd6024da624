/** Choice of the queues through which a device is used: one of each distinct set of abilities. */
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
  /** Valid bits of the queue's timestamps; 0 where it has none. */
  readonly timestampBits: number
}

/** The chosen queues; the first one has the most abilities. @throws MemkitError NO_DEVICE where no queue computes */
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
  // Queues of video engines are left out although they transfer; copies of texture parts need a granularity of one texel.
  const others = ~(VK_QUEUE_TRANSFER_BIT | VK_QUEUE_SPARSE_BINDING_BIT)
  const transfer = find(VK_QUEUE_TRANSFER_BIT, others)
  const { width = 0, height = 0, depth = 0 } = families[transfer]?.minImageTransferGranularity ?? {}
  if (width === 1 && height === 1 && depth === 1) add(transfer, ['transfer'])
  return choices
}
