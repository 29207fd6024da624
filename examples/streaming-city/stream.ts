/**
 * Walks through the city. Every few frames tiles are exchanged for others that will be nearer: the plan with those is made ahead, while
 * frames go on, and `executor.update` adopts it when it is there; in the frames after, `executor.write` fills what came, a few kilobytes a frame. A tile
 * is zeros until then, and draws nothing.
 */
import { createExecutor, planGraph, type Backend, type FrameGraph, type Plan } from 'memkit-gpu'
import type { Vector } from '../support/matrix.ts'
import type { Tile } from './city.ts'
import { cityGraph, packCamera, type Size } from './graph.ts'
import { bytesOf, exchangeTiles, nearestThatFit, type Exchange } from './residency.ts'

export interface Frame {
  /** Tiles that were filled in this frame, and those that left with the plan before. */
  readonly loaded: number
  readonly left: number
  /** Adopted a plan. */
  readonly isUpdated: boolean
  readonly resident: readonly Tile[]
  readonly tileBytes: number
  /** Bytes of tiles that have no contents yet. */
  readonly waitingBytes: number
  /** Bytes of everything that the plan places on the device. */
  readonly planBytes: number
  /** From its beginning until the device has drawn it. */
  readonly ms: number
}

export interface Walk {
  readonly city: readonly Tile[]
  readonly size: Size
  readonly frames: number
  readonly budgetBytes: number
  /** Tiles further away are not wanted. */
  readonly radius: number
  /** The most that is written in a frame. No tile may be larger. */
  readonly writeBytes: number
  /** Frames from one exchange to the next, at least. A plan that takes longer to be made is adopted later. */
  readonly period: number
  readonly camera: (frame: number) => { readonly eye: Vector; readonly target: Vector }
  /** Default: `planGraph`, at once. */
  readonly plan?: (graph: FrameGraph) => Promise<Plan>
  /** Is given every frame, with a way to read its picture: RGBA, 8 bits each. */
  readonly onFrame: (frame: Frame, index: number, readPicture: () => Promise<Uint8Array>) => Promise<void> | void
}

export async function streamCity(backend: Backend, walk: Walk): Promise<void> {
  const { city, size, frames, camera, onFrame, radius, period, writeBytes } = walk
  const planFor = walk.plan ?? (async (graph: FrameGraph) => planGraph(graph, backend.profile))
  const limits = { budgetBytes: walk.budgetBytes, radius, loadBytes: period * writeBytes }
  let resident: readonly Tile[] = []
  let waiting: readonly Tile[] = []
  /** The exchange after this one, or undefined where everything stays. */
  let coming: Coming | undefined
  const prepare = (frame: number): void => {
    // In the middle of the time for which it will hold.
    const { eye } = camera(frame + period + (period >> 1))
    const next = exchangeTiles(city, resident, { x: eye[0], z: eye[2] }, limits)
    coming = next.loaded.length > 0 ? comingOf(next, planFor(cityGraph(next.resident, size))) : undefined
  }
  let plan = await planFor(cityGraph(resident, size))
  const executor = await createExecutor(plan, backend)
  prepare(-period)
  await coming?.plan
  let due = 0
  try {
    for (let frame = 0; frame < frames; frame++) {
      const began = performance.now()
      const { eye, target } = camera(frame)
      // A plan that is late is adopted later: no frame waits for it.
      const isDue = frame >= due && (!coming || coming.isReady)
      const exchange = isDue ? coming : undefined
      let updated: Promise<void> | undefined
      if (exchange) {
        ;({ resident } = exchange)
        coming = undefined
        // Here already, or an error to be thrown.
        plan = await exchange.plan
        // Tiles that stay are not touched; those that leave give their room to others. Later calls wait for it by themselves.
        updated = executor.update(plan)
        waiting = [...waiting.filter((tile) => resident.includes(tile)), ...exchange.loaded]
      }
      const filled = nearestThatFit(waiting, writeBytes)
      waiting = waiting.slice(filled.length)
      // Calls of one task are one submission, before the run that follows.
      const writes = filled.map(({ id, vertices }) => executor.write(id, vertices()))
      const run = executor.run({ inputs: { camera: packCamera(eye, target, radius, size) } })
      // The thread that plans and the device work at the same time. The frame that adopts a plan has enough to do.
      if (frame === due - period + 1) prepare(due - period)
      if (isDue) due = frame + period
      await Promise.all([updated, ...writes, run])
      const said: Frame = {
        loaded: filled.length,
        left: exchange?.left.length ?? 0,
        isUpdated: exchange !== undefined,
        resident,
        tileBytes: bytesOf(resident),
        waitingBytes: bytesOf(waiting),
        planBytes: plan.report.memory.persistentBytes + plan.report.memory.peakBytes,
        ms: performance.now() - began,
      }
      await onFrame(said, frame, () => executor.read('picture'))
    }
  } finally {
    await executor.destroy()
  }
}

interface Coming extends Exchange {
  readonly plan: Promise<Plan>
  /** Whether `plan` has settled. */
  isReady: boolean
}

function comingOf(exchange: Exchange, plan: Promise<Plan>): Coming {
  const coming: Coming = { ...exchange, plan, isReady: false }
  const ready = () => void (coming.isReady = true)
  plan.then(ready, ready)
  return coming
}
