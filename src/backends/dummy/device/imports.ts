/** Imported resources on the Dummy: bytes of the caller's, read and written in place. */
import { push } from '../../../graph/lists.ts'
import { counted, invalidImport } from '../../../errors.ts'
import { checkHandle } from '../../native-handles.ts'
import { bytesBehind, isMemory } from '../../../cpu/bytes-behind.ts'
import type { PlanAccesses } from '../scheduler/accesses.ts'

const none: ReadonlyMap<string, Uint8Array> = new Map()

/**
 * Views of all imports of a run. @throws MemkitError INVALID_IMPORT: not bytes, detached, too small, or two
 * imports that share memory.
 */
export function resolveImports(
  { plan, layouts }: PlanAccesses,
  given: Readonly<Record<string, unknown>>,
  device: object,
): ReadonlyMap<string, Uint8Array> {
  if (plan.imports.length === 0) return none
  const views = new Map<string, Uint8Array>()
  const add = (name: string, sizeBytes: number): void => {
    const view = bytesOf(name, given[name])
    if (!view)
      throw invalidImport(
        name,
        'on the Dummy backend an import is an ArrayBuffer, a SharedArrayBuffer or a view of one',
      )
    checkHandle(name, given[name] as object, device, sizeBytes)
    if (view.byteLength < sizeBytes)
      throw invalidImport(name, `it has ${counted(view.byteLength, 'byte')}, the resource ${sizeBytes}`)
    views.set(name, view)
  }
  for (const heap of plan.heaps) if (heap.memory === 'imported') add(heap.resource!, heap.sizeBytes)
  plan.textures.forEach((texture, t) => {
    if (texture.lifetime === 'imported') add(texture.resource!, layouts[t]!.sizeBytes)
  })
  refuseSharing(views)
  return views
}

function bytesOf(name: string, value: unknown): Uint8Array | undefined {
  if (!isMemory(value)) return undefined
  try {
    return bytesBehind(value)
  } catch (error) {
    throw invalidImport(name, `its memory was detached or resized (${(error as Error).message})`)
  }
}

/** Refuses two names for the same bytes: a plan orders accesses by resource, so these would race. */
function refuseSharing(views: ReadonlyMap<string, Uint8Array>): void {
  const byBuffer = new Map<ArrayBufferLike, [string, Uint8Array][]>()
  for (const entry of views) push(byBuffer, entry[1].buffer, entry)
  for (const list of byBuffer.values()) {
    list.sort((a, b) => a[1].byteOffset - b[1].byteOffset)
    for (let i = 1; i < list.length; i++) {
      const [previous, view] = list[i - 1]!
      if (view.byteOffset + view.byteLength > list[i]![1].byteOffset)
        throw invalidImport(list[i]![0], `it shares bytes with the import ${JSON.stringify(previous)}`)
    }
  }
}
