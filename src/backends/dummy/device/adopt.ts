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

/** Copies what is kept. It counts as one submission for fault injection. */
export function adoptContents(device: Device, from: WithObjects, to: WithObjects, kept: KeptContents): void {
  device.check()
  const bytesOf = (memory: WithObjects, kind: 'heap' | 'texture', index: number) =>
    memory.objects(kind, index)[0]!.bytes
  device.faults.enter('submit', 'the copies of what is kept')
  for (const { from: source, to: target, sizeBytes } of kept.buffers)
    bytesOf(to, 'heap', target.heap).set(
      bytesOf(from, 'heap', source.heap).subarray(source.offset, source.offset + sizeBytes),
      target.offset,
    )
  for (const { from: source, to: target } of kept.textures)
    bytesOf(to, 'texture', target).set(bytesOf(from, 'texture', source))
  for (const { heap, offset, sizeBytes } of kept.zeros) bytesOf(to, 'heap', heap).fill(0, offset, offset + sizeBytes)
}
