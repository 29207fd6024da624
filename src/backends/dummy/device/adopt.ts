/** Copies of persistent contents from one plan's session to the next one's. */
import type { KeptContents } from '../../backend.ts'
import type { DummySession } from './options.ts'
import type { Device } from './device.ts'
import type { DeviceObject, SessionMemory } from './memory.ts'

/** A Dummy session with its memory, for the session that takes over from it. */
export interface SessionWithMemory extends DummySession {
  readonly objects: SessionMemory['objects']
  /** Shaders by their code. */
  readonly shaders: ReadonlyMap<string, DeviceObject>
}

type WithObjects = Pick<SessionMemory, 'objects'>

/** Copies what is kept and not shared. It counts as one submission for fault injection. */
export function adoptContents(device: Device, from: WithObjects, to: WithObjects, kept: KeptContents): void {
  device.check()
  const bytesOf = (memory: WithObjects, kind: 'heap' | 'texture', index: number) =>
    memory.objects(kind, index)[0]!.bytes
  const isShared = (kind: 'heap' | 'texture', index: number): boolean => to.objects(kind, index)[0]!.users > 1
  const buffers = kept.buffers.filter(
    (copy) => bytesOf(from, 'heap', copy.from.heap) !== bytesOf(to, 'heap', copy.to.heap),
  )
  const textures = kept.textures.filter(
    (copy) => bytesOf(from, 'texture', copy.from) !== bytesOf(to, 'texture', copy.to),
  )
  const zeros = kept.zeros.filter(({ heap }) => isShared('heap', heap))
  if (buffers.length + textures.length + zeros.length === 0) return
  device.faults.enter('submit', 'the copies of what is kept')
  for (const { from: source, to: target, sizeBytes } of buffers)
    bytesOf(to, 'heap', target.heap).set(
      bytesOf(from, 'heap', source.heap).subarray(source.offset, source.offset + sizeBytes),
      target.offset,
    )
  for (const { from: source, to: target } of textures)
    bytesOf(to, 'texture', target).set(bytesOf(from, 'texture', source))
  for (const { heap, offset, sizeBytes } of zeros) bytesOf(to, 'heap', heap).fill(0, offset, offset + sizeBytes)
}
