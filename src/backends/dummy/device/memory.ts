/** The bytes of one opened plan: heaps, textures, staging by frame, history by rotation. */
import { allocateBytes } from '../../../cpu/allocate-bytes.ts'
import { rotated } from '../../../plan/facts/rotations.ts'
import { isStaging } from '../../../plan/facts/staging.ts'
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

export type MakeObject = (
  kind: 'heap' | 'texture',
  index: number,
  frames: number,
  sizeBytes: number,
) => readonly DeviceObject[]

interface Item {
  readonly kind: 'heap' | 'texture'
  readonly memory: PlanAccesses['plan']['heaps'][number]['memory']
  readonly resource: string | undefined
  readonly rotation: PlanAccesses['plan']['heaps'][number]['rotation']
}

/** By heap, then by texture. A function of its own: `make` knows the session before, which the memory must not reach. */
function makeObjects(
  { heaps, textures }: PlanAccesses['plan'],
  layouts: PlanAccesses['layouts'],
  framesInFlight: number,
  make: MakeObject,
): (readonly DeviceObject[])[] {
  const objects = heaps.map(({ memory, sizeBytes }, heap) => {
    if (memory === 'imported') return none
    return make('heap', heap, isStaging(memory) ? framesInFlight : 1, sizeBytes)
  })
  for (let t = 0; t < textures.length; t++) {
    const { lifetime, heap } = textures[t]!
    if (lifetime === 'imported') objects.push(none)
    else objects.push(make('texture', t, 1, heap === undefined ? layouts[t]!.sizeBytes : 0))
  }
  return objects
}

const none: readonly DeviceObject[] = []

function itemsOf({ heaps, textures }: PlanAccesses['plan']): Item[] {
  const items: Item[] = []
  for (const { memory, resource, rotation } of heaps) items.push({ kind: 'heap', memory, resource, rotation })
  for (const { lifetime, resource, rotation } of textures)
    items.push({ kind: 'texture', memory: lifetime === 'imported' ? 'imported' : 'device', resource, rotation })
  return items
}

/** The items of each rotation group, by slot. */
function rotatingOf(items: readonly Item[]): Map<string, number[]> {
  const rotating = new Map<string, number[]>()
  items.forEach(({ kind, rotation }, m) => {
    if (!rotation) return
    const key = `${kind}/${rotation.group}`
    let slots = rotating.get(key)
    if (!slots) rotating.set(key, (slots = []))
    slots[rotation.slot] = m
  })
  return rotating
}

/**
 * Creates the memory of a session.
 * @param make creates the objects of a heap, staging for each frame, or that of a texture; it may throw. Placed textures are objects
 * without memory.
 */
export function createSessionMemory(
  { plan, layouts }: Pick<PlanAccesses, 'plan' | 'layouts'>,
  framesInFlight: number,
  make: MakeObject,
): SessionMemory {
  /** By item: heaps, then textures. */
  const objects = makeObjects(plan, layouts, framesInFlight, make)
  /** Known when the first run asks: another plan may follow before. */
  let known: { readonly items: readonly Item[]; readonly rotating: ReadonlyMap<string, readonly number[]> } | undefined
  const look = () => {
    const items = itemsOf(plan)
    return { items, rotating: rotatingOf(items) }
  }
  return {
    objects: (kind, index) => objects[kind === 'heap' ? index : plan.heaps.length + index]!,
    of(run, frame, imports) {
      const { items, rotating } = (known ??= look())
      const bytes = (m: number): Uint8Array => {
        const { memory, resource, rotation, kind } = items[m]!
        if (memory === 'imported') return imports.get(resource!)!
        if (!rotation) return objects[m]![isStaging(memory) ? frame : 0]!.bytes
        return objects[rotating.get(`${kind}/${rotation.group}`)![rotated(rotation, run)]!]![0]!.bytes
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
      // The caller that was lent the view may have transferred its memory.
      if (object.bytes.length !== object.sizeBytes) object.bytes = allocateBytes(object.sizeBytes, object.what)
      // A transfer moves the memory and detaches every view of it, as unmapping a buffer does.
      else object.bytes = new Uint8Array(structuredClone(object.bytes.buffer, { transfer: [object.bytes.buffer] }))
    },
  }
}
