/**
 * Heaps of a plan as buffers: one staging buffer per frame in flight, in imported memory of the host where the device supports it; device
 * heaps are mapped where the host writes them directly.
 */
import { createBuffers, type BufferRequest, type HeapBuffer } from './buffers.ts'
import type { Build } from './build.ts'
import { memoryWords, Residents } from '../../../plan/facts/plan-words.ts'
import { planDirectWrites, planDirectWritesLater, type DirectWrites } from '../../../plan/rewrites/direct-writes.ts'
import { createImportedBuffers } from './host-import.ts'
import { Scope } from '../device/scope.ts'

/**
 * Creates the heaps. @returns the heaps that the host writes directly; undefined where it cannot see the device's memory, or
 * none is left
 */
export function createHeaps(build: Build, directTypes: number): DirectWrites | undefined {
  const { device, scope, arena, sharing, plan, places, framesInFlight } = build
  const requests: (BufferRequest & { readonly heap: number })[] = []
  const residents = new Residents(plan)
  plan.heaps.forEach(({ memory, sizeBytes }, heap) => {
    if (memory === 'imported' || shareHeap(build, heap)) return
    const frames = memory === 'device' ? 1 : framesInFlight
    for (let frame = 0; frame < frames; frame++)
      requests.push({
        heap,
        what: memoryWords(`the ${memory} heap`, residents.of('heap', heap), `heaps[${heap}]`),
        use: memory,
        sizeBytes,
      })
  })
  const place = (wanted: typeof requests, made: readonly HeapBuffer[]): void =>
    wanted.forEach(({ heap }, i) => places.heaps[heap]!.push(made[i]!))
  const rest: typeof requests = requests.filter(({ use }) => use === 'device')
  for (const staging of ['upload', 'readback'] as const) {
    const wanted = requests.filter(({ use }) => use === staging)
    const imported = createImportedBuffers(build, wanted)
    if (imported) place(wanted, imported)
    else rest.push(...wanted)
  }
  const directWrites =
    directTypes === 0
      ? undefined
      : (build.previous ? planDirectWritesLater : planDirectWrites)(plan, (heap) => {
          const [shared] = places.heaps[heap]!
          return !shared || shared.place.bytes !== undefined
        })
  const isDirect = ({ heap }: { readonly heap: number }): boolean => directWrites?.heaps.has(heap) ?? false
  const others = rest.filter((request) => !isDirect(request))
  place(others, createBuffers(device, scope, arena, sharing, others))
  if (!directWrites) return undefined
  const direct = rest.filter(isDirect)
  const made = createDirectBuffers(build, direct, directTypes)
  place(direct, made ?? createBuffers(device, scope, arena, sharing, direct))
  return made && directWrites
}

/** Takes over a heap of the session before: staging is that of all frames. */
function shareHeap({ plan, places, previous, scope, sharing, framesInFlight }: Build, heap: number): boolean {
  const other = previous?.heaps[heap] ?? -1
  if (other < 0) return false
  const known = previous!.places.heaps[other]!
  const frames = plan.heaps[heap]!.memory === 'device' ? 1 : framesInFlight
  const canShare = known.every(({ shared, sharing: before }) => shared && before === sharing)
  if (known.length !== frames || !canShare) return false
  for (const buffer of known) {
    buffer.shared!.hold(scope)
    places.heaps[heap]!.push(buffer)
  }
  places.sharedHeaps.add(heap)
  return true
}

function createDirectBuffers(
  { device, scope, arena, sharing }: Build,
  requests: readonly BufferRequest[],
  typeBits: number,
): HeapBuffer[] | undefined {
  const own = new Scope(device.live)
  try {
    const direct = requests.map((request): BufferRequest => ({ ...request, use: 'direct', typeBits }))
    const made = createBuffers(device, own, arena, sharing, direct)
    scope.adopt(own)
    return made
  } catch {
    own.free()
    // Memory that the host does not see is a substitute, unless the device is lost.
    device.checkLost()
    return undefined
  }
}
