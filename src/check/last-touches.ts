/** The last pass that touches each resource: what a transient one held is asked for by nothing after it. */
import type { Endpoint } from '../graph/document.ts'
import { addEffects } from './effects.ts'
import type { ResolvedGraph } from './resolve.ts'

/** By resource: the last pass that touches it; −1 for none. O(endpoints). */
export function lastTouches({ graph, resources, resourceIndex }: ResolvedGraph): Int32Array {
  const last = new Int32Array(resources.length).fill(-1)
  let pass = 0
  // A resource that the graph does not have is refused where its pass is reached. One level stands for all.
  const touch = (endpoint: Endpoint): void => {
    const r = resourceIndex.get(typeof endpoint === 'string' ? endpoint : endpoint.resource)
    if (r !== undefined) last[r] = pass
  }
  for (; pass < graph.passes.length; pass++) addEffects(graph.passes[pass]!, () => 1, touch)
  return last
}
