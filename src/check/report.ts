/** The figures of the report and the hash, computed again from the plan and the graph. */
import type { Report } from '../plan/document.ts'
import type { Plan } from './parts.ts'
import type { Machine } from './machine.ts'
import type { Meaning } from './meaning.ts'
import type { Moved } from './moved.ts'
import { reject } from './rejection.ts'

/** Rejects a report whose figures are not those of the plan. */
export function checkReport({ plan, profile, resolved, passOrder, memories, moved, meaning }: Machine): void {
  const { report } = plan
  const planned = passOrder.count
  const declared = resolved.graph.passes.length
  same('submissions.count', report.submissions.count, plan.submissions.length)
  same('barriers.count', report.barriers.count, moved.barriers)
  same('passes.declared', report.passes.declared, declared)
  same('passes.planned', report.passes.planned, planned)
  same('passes.culled', report.passes.culled, declared - planned)
  checkTransfers(meaning, moved, report.transfers)
  checkMemory({ plan, resolved, profile }, memories.mostAlive(), report.memory)
  checkBound('submissions', report.submissions.lowerBound, report.submissions.count, report.submissions.proven)
  checkBound('memory', report.memory.lowerBoundBytes, report.memory.peakBytes, report.memory.proven)
  checkBound('barriers', report.barriers.lowerBound, report.barriers.count, false)
}

/** Rejects a plan whose hash is not that of its contents. */
export function checkHash(plan: Plan, contentHash: string): void {
  if (plan.hash !== contentHash)
    reject('HASH', "The plan's hash is not that of its contents; it was changed after it was made")
}

function same(what: string, told: number, counted: number): void {
  if (told !== counted) reject('REPORT', `The report says ${told} for ${what}, but it is ${counted}`)
}

function checkBound(what: string, bound: number, reached: number, proven: boolean): void {
  if (bound > reached)
    reject(
      'REPORT',
      `The report puts the lower bound for ${what}, ${bound}, above the ${reached} that the plan reaches`,
    )
  if (proven && bound !== reached)
    reject('REPORT', `The report calls ${what} proven, but ${reached} is not its lower bound of ${bound}`)
}

function checkTransfers(meaning: Meaning, moved: Moved, told: Report['transfers']): void {
  same('transfers.declared', told.declared, meaning.transfers)
  same('transfers.bytesDeclared', told.bytesDeclared, meaning.transferBytes)
  same('transfers.commands', told.commands, moved.commands)
  same('transfers.regions', told.regions, moved.regions)
  same('transfers.bytesMoved', told.bytesMoved, moved.bytes)
}

type Planned = Pick<Machine, 'plan' | 'resolved' | 'profile'>

function checkMemory(planned: Planned, alive: number, told: Report['memory']): void {
  const { plan } = planned
  const kept = persistentBytes(planned)
  same('memory.persistentBytes', told.persistentBytes, kept.placed + kept.rotating + kept.textures)
  same('memory.withoutAliasingBytes', told.withoutAliasingBytes, bytesWithoutAliasing(planned))
  // The bytes alive at one time bound the peak from below, the room in the heaps bounds it from above.
  let room = 0
  for (const heap of plan.heaps) if (heap.memory === 'device' && !heap.rotation) room += heap.sizeBytes
  for (const texture of plan.textures)
    if (texture.lifetime === 'transient' && texture.heap === undefined) room += texture.sizeBytes
  room -= kept.placed
  if (told.peakBytes < alive || told.peakBytes > room)
    reject(
      'REPORT',
      `The report says ${told.peakBytes} for memory.peakBytes, but the bytes alive at one time are ${alive}, and there is room for ${room}`,
    )
}

/**
 * Bytes of all transient resources in use that have memory of their own, laid end to end at the device's alignments, where a
 * buffer suits every kind of use, with no padding after the last. Textures that the device does not place are counted on their own.
 */
function bytesWithoutAliasing({ plan, resolved, profile }: Planned): number {
  const { alignments, rules, limits } = profile
  const { placementBytes, copyBytes, storageOffsetBytes, uniformOffsetBytes, texturePlacementBytes } = alignments
  const ofBuffers = [placementBytes, copyBytes, storageOffsetBytes, uniformOffsetBytes].reduce(leastCommonMultiple, 4)
  const ofTextures = leastCommonMultiple(texturePlacementBytes, 4)
  const isCounted = new Uint8Array(resolved.resources.length)
  let bytes = 0
  let leastPadding = Infinity
  // The last placement of a resource counts.
  for (let i = plan.placements.length - 1; i >= 0; i--) {
    const { lifetime, resource, sizeBytes, texture } = plan.placements.at(i)
    const r = resolved.resourceIndex.get(resource)!
    if (lifetime !== 'transient' || isCounted[r]) continue
    isCounted[r] = 1
    const isPlaced = texture === undefined || (rules.placedTextures && sizeBytes <= limits.maxBufferBytes)
    const unit = !isPlaced ? 1 : texture === undefined ? ofBuffers : ofTextures
    const padded = Math.ceil(sizeBytes / unit) * unit
    bytes += padded
    leastPadding = Math.min(leastPadding, padded - sizeBytes)
  }
  return leastPadding === Infinity ? 0 : bytes - leastPadding
}

function leastCommonMultiple(a: number, b: number): number {
  let [divisor, rest] = [a, b]
  while (rest !== 0) [divisor, rest] = [rest, divisor % rest]
  return (a / divisor) * b
}

function persistentBytes({ plan, resolved }: Planned): { placed: number; rotating: number; textures: number } {
  const bytes = { placed: 0, rotating: 0, textures: 0 }
  const isCounted = new Uint8Array(resolved.resources.length)
  for (const { lifetime, resource, heap, sizeBytes } of plan.placements) {
    const r = resolved.resourceIndex.get(resource)!
    if (lifetime !== 'persistent' || heap === undefined || isCounted[r]) continue
    isCounted[r] = 1
    const { rotation } = plan.heaps.at(heap)
    if (rotation) bytes.rotating += sizeBytes * rotation.count
    else bytes.placed += sizeBytes
  }
  for (const { lifetime, sizeBytes } of plan.textures) if (lifetime === 'persistent') bytes.textures += sizeBytes
  return bytes
}
