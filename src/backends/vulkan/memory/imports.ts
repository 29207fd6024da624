/** Checks of the native handles that a run brings, before anything of the run is submitted. */
import { invalidImport, messageOf, shown } from '../../../errors.ts'
import type { Plan } from '../../../plan/document.ts'
import { importsOf, nativeRanges, type NativeRange } from '../../../plan/facts/imports.ts'
import { checkHandle } from '../../native-handles.ts'
import { bufferUnit } from './buffers.ts'
import type { Device } from '../device/device.ts'
import type { ImportedImage } from './image.ts'
import type { ImportedBuffer } from './places.ts'

/** A function that checks the imports of a run; undefined where the plan has none. */
export function importChecks(
  plan: Plan,
  device: Device,
): ((imports: Readonly<Record<string, unknown>>) => void) | undefined {
  if (plan.imports.length === 0) return undefined
  const imported = importsOf(plan)
  const { minStorageBufferOffsetAlignment, minUniformBufferOffsetAlignment } = device.physical.limits
  const unit = Math.max(bufferUnit, Number(minStorageBufferOffsetAlignment), Number(minUniformBufferOffsetAlignment))
  return (imports) => {
    for (const { name, sizeBytes } of imported) {
      const handle = imports[name]
      const fields = fieldsOf(name, handle)
      if (sizeBytes === Infinity) checkImage(name, fields)
      else {
        checkBuffer(name, fields, unit)
        checkHandle(name, handle as object, device, sizeBytes)
      }
    }
    if (imported.length > 1) refuseSharing(nativeRanges(imported, imports))
  }
}

function fieldsOf(name: string, handle: unknown): Partial<ImportedBuffer & ImportedImage> {
  try {
    const { buffer, offset, image } = Object(handle) as Partial<ImportedBuffer & ImportedImage>
    return { buffer: buffer!, offset: offset!, image: image! }
  } catch (error) {
    throw invalidImport(name, `reading it threw (${messageOf(error)})`)
  }
}

function checkBuffer(name: string, { buffer, offset = 0 }: Partial<ImportedBuffer>, unit: number): void {
  if (typeof buffer !== 'bigint' || buffer === 0n) throw invalidImport(name, 'it is not { buffer: VkBuffer, offset? }')
  if (!Number.isSafeInteger(offset) || offset < 0 || offset % unit !== 0)
    throw invalidImport(name, `its offset is ${shown(offset)}; this device wants a multiple of ${unit}`)
}

function checkImage(name: string, { image }: Partial<ImportedImage>): void {
  if (typeof image !== 'bigint' || image === 0n) throw invalidImport(name, 'it is not { image: VkImage }')
}

/** Refuses two names for the same bytes: a plan orders accesses by resource, so these would race. */
function refuseSharing(ranges: ReadonlyMap<bigint, readonly NativeRange[]>): void {
  for (const list of ranges.values())
    for (let i = 1; i < list.length; i++) {
      const [before, one] = [list[i - 1]!, list[i]!]
      if (one.start < before.end)
        throw invalidImport(one.name, `it shares memory with the import ${shown(before.name)}; give each its own`)
    }
}
