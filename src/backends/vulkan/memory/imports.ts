/** Checks of the native handles that a run brings, before anything of the run is submitted. */
import { invalidImport } from '../../../errors.ts'
import type { Plan } from '../../../plan/document.ts'
import { checkHandle } from '../../native-handles.ts'
import { bufferUnit } from './buffers.ts'
import type { Device } from '../device/device.ts'
import type { ImportedBuffer } from './places.ts'

/** A function that checks the imports of a run; undefined where the plan has none. */
export function importChecks(
  { heaps, textures, imports }: Plan,
  device: Device,
): ((imports: Readonly<Record<string, unknown>>) => void) | undefined {
  if (imports.length === 0) return undefined
  const buffers = heaps.flatMap(({ memory, resource, sizeBytes }) =>
    memory === 'imported' ? [{ name: resource!, sizeBytes }] : [],
  )
  const images = textures.flatMap(({ lifetime, resource }) => (lifetime === 'imported' ? [resource!] : []))
  const { minStorageBufferOffsetAlignment, minUniformBufferOffsetAlignment } = device.physical.limits
  const unit = Math.max(bufferUnit, Number(minStorageBufferOffsetAlignment), Number(minUniformBufferOffsetAlignment))
  return (imports) => {
    const names = new Map<unknown, string>()
    for (const { name, sizeBytes } of buffers) {
      const handle = imports[name]
      checkBuffer(name, handle, unit)
      checkHandle(name, handle as object, device, sizeBytes)
      const other = names.get(handle)
      if (other !== undefined)
        throw invalidImport(name, `the same handle is given as ${JSON.stringify(other)}; give each resource its own`)
      names.set(handle, name)
    }
    for (const name of images) {
      const handle = imports[name]
      const { image } = Object(handle) as { image?: unknown }
      if (typeof image !== 'bigint' || image === 0n) throw invalidImport(name, 'it is not { image: VkImage }')
    }
  }
}

function checkBuffer(name: string, handle: unknown, unit: number): void {
  const { buffer, offset = 0 } = Object(handle) as Partial<ImportedBuffer>
  if (typeof handle !== 'object' || typeof buffer !== 'bigint' || buffer === 0n)
    throw invalidImport(name, 'it is not { buffer: VkBuffer, offset? }')
  if (!Number.isSafeInteger(offset) || offset < 0 || offset % unit !== 0)
    throw invalidImport(name, `its offset is ${String(offset)}; this device wants a multiple of ${unit}`)
}
