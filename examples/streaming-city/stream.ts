/** Walks through the city: each frame exchanges a few tiles, where others are nearer by now, and draws what is there. */
import { createExecutor, planGraph, type Backend } from 'memkit-gpu'
import type { Vector } from '../support/matrix.ts'
import type { Tile } from './city.ts'
import { cityGraph, packCamera, type Size } from './graph.ts'
import { bytesOf, exchangeTiles, type Limits } from './residency.ts'

export interface Frame {
  readonly loaded: number
  readonly left: number
  readonly tiles: number
  readonly tileBytes: number
  /** Of everything that the plan places on the device. */
  readonly planBytes: number
  /** From its beginning until the device has drawn it, and the part before its draws were called. */
  readonly ms: number
  readonly exchangeMs: number
}

export interface Walk extends Limits {
  readonly city: readonly Tile[]
  readonly size: Size
  readonly frames: number
  readonly camera: (frame: number) => { readonly eye: Vector; readonly target: Vector }
  /** Is given every frame, with a way to read its picture: RGBA, 8 bits each. */
  readonly onFrame: (frame: Frame, index: number, readPicture: () => Promise<Uint8Array>) => Promise<void> | void
}

export async function streamCity(backend: Backend, walk: Walk): Promise<void> {
  const { city, size, frames, camera, onFrame, radius } = walk
  const planFor = (tiles: readonly Tile[]) => planGraph(cityGraph(tiles, size), backend.profile)
  let resident: readonly Tile[] = []
  let plan = planFor(resident)
  const executor = await createExecutor(plan, backend)
  try {
    for (let frame = 0; frame < frames; frame++) {
      const began = performance.now()
      const { eye, target } = camera(frame)
      const { loaded, left, ...next } = exchangeTiles(city, resident, { x: eye[0], z: eye[2] }, walk)
      resident = next.resident
      if (loaded.length > 0) {
        plan = planFor(resident)
        // What stays is not touched; what leaves gives its room to others.
        await executor.update(plan)
      }
      // Calls of one task are one submission, before the run that follows.
      const writes = loaded.map(({ id, vertices }) => executor.write(id, vertices()))
      const exchanged = performance.now()
      const run = executor.run({ inputs: { camera: packCamera(eye, target, radius, size) } })
      await Promise.all([...writes, run])
      const said: Frame = {
        loaded: loaded.length,
        left: left.length,
        tiles: resident.length,
        tileBytes: bytesOf(resident),
        planBytes: plan.report.memory.persistentBytes + plan.report.memory.peakBytes,
        ms: performance.now() - began,
        exchangeMs: exchanged - began,
      }
      await onFrame(said, frame, () => executor.read('picture'))
    }
  } finally {
    await executor.destroy()
  }
}
