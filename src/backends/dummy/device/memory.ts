/** The bytes of one opened plan: heaps, textures, staging by frame, history by rotation. */
import { counted, outOfHostMemory } from '../../../errors.ts'
import { textureMemory, type PlanAccesses } from '../scheduler/accesses.ts'

/** The value that undefined bytes are overwritten with. */
export const poisonByte = 0xdb

export type ObjectKind = 'sessions' | 'heaps' | 'textures' | 'shaders' | 'maps' | 'buffers'

export interface DeviceObject {
  readonly kind: ObjectKind
  readonly what: string
  readonly sizeBytes: number
  /** Its memory; a transfer gives it a new address. */
  bytes: Uint8Array<ArrayBuffer>
  /** The sessions that hold it. */
  users: number
}

/** The memory that a run sees: `bytes(m)` for memory m of `accesses.ts`. */
export interface RunMemory {
  bytes(memory: number): Uint8Array
  texture(texture: number): Uint8Array
}

export interface SessionMemory {
  /** The objects of a heap, staging by frame; of a texture. Empty for imported memory. */
  objects(kind: 'heap' | 'texture', index: number): readonly DeviceObject[]
  of(run: number, frame: number, imports: ReadonlyMap<string, Uint8Array>): RunMemory
  staging(frame: number, heap: number): Uint8Array
  /** Gives the frame's staging instance a new address, so that a view handed out before no longer reaches it. */
  revoke(frame: number, heap: number): void
}

export const allocate = (sizeBytes: number, what: string): Uint8Array<ArrayBuffer> => {
  try {
    return new Uint8Array(sizeBytes)
  } catch (cause) {
    throw outOfHostMemory(`${what} (${counted(sizeBytes, 'byte')})`, cause)
  }
}

export const isStaging = (memory: string): boolean => memory === 'upload' || memory === 'readback'

type MakeObject = (kind: 'heap' | 'texture', index: number, frame: number, sizeBytes: number) => DeviceObject

interface Item {
  readonly kind: 'heap' | 'texture'
  readonly index: number
  readonly memory: PlanAccesses['plan']['heaps'][number]['memory']
  readonly sizeBytes: number
  readonly resource: string | undefined
  readonly rotation: PlanAccesses['plan']['heaps'][number]['rotation']
}

/** By item. A function of its own: `make` knows the session before, which the memory must not reach. */
const makeObjects = (items: readonly Item[], framesInFlight: number, make: MakeObject): DeviceObject[][] =>
  items.map(({ kind, index, memory, sizeBytes }) => {
    if (memory === 'imported') return []
    if (!isStaging(memory)) return [make(kind, index, 0, sizeBytes)]
    return Array.from({ length: framesInFlight }, (_, frame) => make(kind, index, frame, sizeBytes))
  })

function itemsOf({ heaps, textures }: PlanAccesses['plan'], layouts: PlanAccesses['layouts']): Item[] {
  const items: Item[] = []
  heaps.forEach(({ memory, sizeBytes, resource, rotation }, index) =>
    items.push({ kind: 'heap', index, memory, sizeBytes, resource, rotation }),
  )
  textures.forEach(({ lifetime, heap, resource, rotation }, index) => {
    const memory = lifetime === 'imported' ? 'imported' : 'device'
    const sizeBytes = heap === undefined ? layouts[index]!.sizeBytes : 0
    items.push({ kind: 'texture', index, memory, sizeBytes, resource, rotation })
  })
  return items
}

/**
 * Creates the memory of a session.
 * @param make creates one object of the device, a heap or texture, by its index and frame; it may throw. Placed textures are objects
 * without memory.
 */
export function createSessionMemory(
  { plan, layouts }: Pick<PlanAccesses, 'plan' | 'layouts'>,
  framesInFlight: number,
  make: MakeObject,
): SessionMemory {
  const items = itemsOf(plan, layouts)
  /** Objects by item. */
  const objects = makeObjects(items, framesInFlight, make)
  /** The items of each rotation group, by slot. */
  const rotating = new Map<string, number[]>()
  items.forEach(({ kind, rotation }, m) => {
    if (!rotation) return
    const key = `${kind}/${rotation.group}`
    let slots = rotating.get(key)
    if (!slots) rotating.set(key, (slots = []))
    slots[rotation.slot] = m
  })
  return {
    objects: (kind, index) => objects[kind === 'heap' ? index : plan.heaps.length + index]!,
    of(run, frame, imports) {
      const bytes = (m: number): Uint8Array => {
        const { memory, resource, rotation, kind } = items[m]!
        if (memory === 'imported') return imports.get(resource!)!
        if (!rotation) return objects[m]![isStaging(memory) ? frame : 0]!.bytes
        const { count, slot, group } = rotation
        return objects[rotating.get(`${kind}/${group}`)![(((slot - run) % count) + count) % count]!]![0]!.bytes
      }
      return {
        bytes,
        texture(t) {
          const at = textureMemory(plan, t)
          return bytes(at.memory).subarray(at.offset, at.offset + layouts[t]!.sizeBytes)
        },
      }
    },
    staging: (frame, heap) => objects[heap]![frame]!.bytes,
    revoke(frame, heap) {
      const object = objects[heap]![frame]!
      // A transfer moves the memory and detaches every view of it, as unmapping a buffer does.
      object.bytes = new Uint8Array(structuredClone(object.bytes.buffer, { transfer: [object.bytes.buffer] }))
    },
  }
}
