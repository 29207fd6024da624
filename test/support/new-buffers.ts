/** Persistent buffers of odd sizes that come where others were: each starts as zeros, to its last byte. */
import {
  createExecutor,
  createPlanner,
  parseGraph,
  type Backend,
  type DeviceProfile,
  type Resource,
} from '../../src/index.ts'

const sizes = [1, 2, 3, 5, 16, 61, 64, 65, 66, 67, 131]

/** Updates an executor so many times, and reads all that persists. @throws Error at the first buffer that is not as expected */
export async function exchangeBuffers(
  backend: Backend,
  seed: number,
  updates: number,
  profile: DeviceProfile = backend.profile,
): Promise<void> {
  let state = seed >>> 0
  const below = (count: number): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 2 ** 32) * count)
  }
  const planner = createPlanner(profile)
  /** Buffers by id, and the byte that each is full of. */
  const present = new Map<string, { readonly size: number; readonly history: number; value: number }>()
  let made = 0
  const come = (): void =>
    void present.set(`buffer${made++}`, {
      size: sizes[below(sizes.length)]!,
      history: below(4) === 0 ? 1 : 0,
      value: 0,
    })
  const planned = () => {
    const resources = [...present].map(([id, { size, history }]): Resource => {
      return { id, kind: 'buffer', size, lifetime: 'persistent', ...(history > 0 && { history }) }
    })
    const passes = resources.map(({ id }) => ({ id, kind: 'readback' as const, from: id, output: id }))
    return planner.plan(parseGraph({ version: 1, resources: [...resources], passes }))
  }
  for (let i = 0; i < 4; i++) come()
  const executor = await createExecutor(planned(), backend)
  for (let update = 0; update < updates; update++) {
    for (const [id, buffer] of present) {
      if (below(5) === 0) continue
      buffer.value = 1 + below(255)
      await executor.write(id, new Uint8Array(buffer.size).fill(buffer.value))
    }
    for (const id of present.keys()) if (below(5) < 2) present.delete(id)
    while (present.size < 2 + below(4)) come()
    await executor.update(planned())
    for (const [id, { size, value }] of present) {
      const found = await executor.read(id)
      if (found.length !== size || found.some((byte) => byte !== value))
        throw new Error(`seed ${seed}, update ${update}, ${id} (${size} bytes): ${found.join()}, not ${value} alone`)
    }
  }
  await executor.destroy()
}
