/** Queries that bodies want their render pass to begin with. */
import { messageOf, passRefused, unsupported } from '../../../errors.ts'
import { passesLabel } from '../../../plan/facts/plan-words.ts'
import type { RenderPart } from '../../../plan/document.ts'
import type { PassQueries, RunContext } from '../../backend.ts'

type BodyParts = readonly Pick<RenderPart, 'pass' | 'body'>[]

/** The queries of a pass that was made of these parts; undefined where no body gives any. */
export function queriesOf(parts: BodyParts, run: RunContext): PassQueries | undefined {
  let found: PassQueries | undefined
  let giver = ''
  for (const { pass, body } of parts) {
    const queries = body === undefined ? undefined : run.bodies[body]?.traits?.queries
    if (!queries) continue
    for (const name of ['occlusionQuerySet', 'timestampWrites'] as const)
      if (found?.[name] && queries[name] && found[name] !== queries[name])
        throw unsupported(
          `The passes ${JSON.stringify(giver)} and ${JSON.stringify(pass)} are drawn as one, but their bodies give two different "${name}"; give the same to both, or put a pass between them`,
          { passes: [giver, pass] },
        )
    found = { ...found, ...queries }
    giver = pass
  }
  return found
}

/** The descriptor with its queries. Of several layers, the first writes the timestamp at the beginning, the last that at the end. */
export function withPassQueries(
  descriptor: GPURenderPassDescriptor,
  queries: PassQueries,
  layer: number,
  layers: number,
): GPURenderPassDescriptor {
  const { occlusionQuerySet, timestampWrites } = queries as {
    occlusionQuerySet?: GPUQuerySet
    timestampWrites?: GPURenderPassTimestampWrites
  }
  const {
    querySet,
    beginningOfPassWriteIndex: begin,
    endOfPassWriteIndex: end,
  } = timestampWrites ?? ({} as Partial<GPURenderPassTimestampWrites>)
  const writes = {
    ...(begin !== undefined && layer === 0 && { beginningOfPassWriteIndex: begin }),
    ...(end !== undefined && layer === layers - 1 && { endOfPassWriteIndex: end }),
  }
  return {
    ...descriptor,
    ...(occlusionQuerySet && { occlusionQuerySet }),
    ...(querySet && Object.keys(writes).length > 0 && { timestampWrites: { querySet, ...writes } }),
  }
}

/** Begins a pass with queries, of which the API may say that they are none. @throws MemkitError VALIDATION_FAILED */
export function beginWithQueries(
  encoder: GPUCommandEncoder,
  descriptor: GPURenderPassDescriptor,
  passes: readonly string[],
): GPURenderPassEncoder {
  try {
    return encoder.beginRenderPass(descriptor)
  } catch (cause) {
    throw passRefused(passesLabel(passes), `the queries that its body is given are refused: ${messageOf(cause)}`, cause)
  }
}
