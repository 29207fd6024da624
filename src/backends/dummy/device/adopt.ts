/** Copies of persistent contents from one plan's session to the next one's. */
import type { KeptContents } from '../../backend.ts'
import type { DummySession } from './options.ts'
import type { Device } from './device.ts'
import type { SessionMemory } from './memory.ts'

/** A Dummy session with its memory, for the session that takes over from it. */
export interface SessionWithMemory extends DummySession {
  readonly memory: SessionMemory
}

const noImports: ReadonlyMap<string, Uint8Array> = new Map()

/** Copies what is kept. It counts as one submission for fault injection. */
export function adoptContents(device: Device, from: SessionMemory, to: SessionMemory, kept: KeptContents): void {
  device.check()
  device.faults.enter('submit', 'the copies of what is kept')
  // At run 0 every slot of a rotation is the memory that was created for it.
  const before = from.of(0, 0, noImports)
  const after = to.of(0, 0, noImports)
  for (const { from, to, sizeBytes } of kept.buffers)
    after.bytes(to.heap).set(before.bytes(from.heap).subarray(from.offset, from.offset + sizeBytes), to.offset)
  for (const { from, to } of kept.textures) after.texture(to).set(before.texture(from))
}
