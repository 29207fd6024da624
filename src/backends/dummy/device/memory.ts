/** The bytes of one opened plan: heaps, textures, staging by frame, history by rotation. */
import { counted, outOfHostMemory } from '../../../errors.ts'
import { textureMemory, type PlanAccesses } from '../scheduler/accesses.ts'

/** The value that undefined bytes are overwritten with. */
export const poisonByte = 0xdb

/** The memory that a run sees: `bytes(m)` for memory m of `accesses.ts`. */
export interface RunMemory {
  bytes(memory: number): Uint8Array
  texture(texture: number): Uint8Array
}

export interface SessionMemory {
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

/**
 * Creates the memory of a session.
 * @param make creates one object of the device, a heap or texture, by its index; it may throw
 */
export function createSessionMemory(
  accesses: PlanAccesses,
  framesInFlight: number,
  make: (kind: 'heap' | 'texture', index: number, sizeBytes: number) => Uint8Array<ArrayBuffer>,
): SessionMemory {
  const { plan, layouts } = accesses
  const fixed: (Uint8Array | undefined)[] = []
  const frames: (Uint8Array<ArrayBuffer> | undefined)[][] = Array.from({ length: framesInFlight }, () => [])
  /** The memories of each rotation group, by slot. */
  const rotating = new Map<string, Uint8Array[]>()
  const items = [
    ...plan.heaps.map((heap, index) => ({ kind: 'heap' as const, index, ...heap })),
    ...plan.textures.map((texture, index) => ({
      kind: 'texture' as const,
      index,
      memory:
        texture.lifetime === 'imported'
          ? ('imported' as const)
          : texture.heap === undefined
            ? ('device' as const)
            : ('placed' as const),
      sizeBytes: layouts[index]!.sizeBytes,
      resource: texture.resource,
      rotation: texture.rotation,
    })),
  ]
  items.forEach((item, m) => {
    if (item.memory === 'imported' || item.memory === 'placed') return
    if (isStaging(item.memory)) {
      for (const frame of frames) frame[m] = make(item.kind, item.index, item.sizeBytes)
      return
    }
    const bytes = make(item.kind, item.index, item.sizeBytes)
    if (!item.rotation) fixed[m] = bytes
    else {
      const key = `${item.kind}/${item.rotation.group}`
      let slots = rotating.get(key)
      if (!slots) rotating.set(key, (slots = []))
      slots[item.rotation.slot] = bytes
    }
  })
  return {
    of(run, frame, imports) {
      const bytes = (m: number): Uint8Array => {
        const known = fixed[m] ?? frames[frame]![m]
        if (known) return known
        const { memory, resource, rotation, kind } = items[m]!
        if (memory === 'imported') return imports.get(resource!)!
        const { count, slot, group } = rotation!
        return rotating.get(`${kind}/${group}`)![(((slot - run) % count) + count) % count]!
      }
      return {
        bytes,
        texture(t) {
          const at = textureMemory(plan, t)
          return bytes(at.memory).subarray(at.offset, at.offset + layouts[t]!.sizeBytes)
        },
      }
    },
    staging: (frame, heap) => frames[frame]![heap]!,
    revoke(frame, heap) {
      const old = frames[frame]![heap]!
      // A transfer moves the memory and detaches every view of it, as unmapping a buffer does.
      frames[frame]![heap] = new Uint8Array(structuredClone(old.buffer, { transfer: [old.buffer] }))
    },
  }
}
