/** Resources that a shader uses against the bindings that it is given. */
import { shaderMismatch } from '../errors.ts'
import type { EntryInterface, StageResource } from '../cpu/spirv/interface.ts'
import { viewFormat } from '../graph/attachment-rules.ts'
import type { Binding } from '../graph/document.ts'
import { endpointId, resolveEndpoint, type TextureRegion } from '../graph/endpoint.ts'
import type { ResolvedGraph } from '../graph/resolved-graph.ts'
import { samplerMisfit, textureMisfit, type BoundTexture } from '../graph/shader-texture.ts'

/** A binding and its place in the document. */
export type GivenBinding = Binding & { readonly path: string }

/** Bindings of a pass, or of a draw that has its pass's in the groups that it does not bind itself. */
export class GivenBindings {
  private readonly bindings = new Map<string, GivenBinding>()
  private readonly groups = new Set<number>()
  private readonly others: GivenBindings | undefined

  constructor(bindings: readonly Binding[] = [], path: string, others?: GivenBindings) {
    this.others = others
    for (const [i, binding] of bindings.entries()) {
      const { group } = binding
      this.groups.add(group)
      this.bindings.set(`${group} ${binding.binding}`, { ...binding, path: `${path}[${i}]` })
    }
  }

  get(group: number, binding: number): GivenBinding | undefined {
    if (!this.groups.has(group)) return this.others?.get(group, binding)
    return this.bindings.get(`${group} ${binding}`)
  }
}

/** The receiver of the bindings, as a sentence begins with it. */
export interface Receiver {
  readonly who: string
  readonly path: string
  readonly details: Readonly<Record<string, unknown>>
}

const wanted: Readonly<Record<StageResource['kind'], string>> = {
  uniform: 'a uniform buffer',
  storage: 'a storage buffer',
  sampled: 'a texture to sample',
  'storage-texture': 'a storage texture',
  sampler: 'a sampler',
}

/**
 * Checks that each resource which the entry points use is given, and is of its kind.
 * @throws MemkitError SHADER_MISMATCH with group and binding.
 */
export function checkBindings(
  resolved: ResolvedGraph,
  entries: readonly EntryInterface[],
  given: GivenBindings,
  { who, path, details }: Receiver,
): void {
  for (const { stage, name, resources } of entries) {
    for (const resource of resources) {
      const { group, binding, kind } = resource
      const at = `group ${group}, binding ${binding}`
      const wants = `its ${stage} entry point ${JSON.stringify(name)} wants ${wanted[kind]}${resource.writable ? ' to write' : ''}`
      const found = given.get(group, binding)
      if (!found)
        throw shaderMismatch(`${who} is given nothing at ${at}, where ${wants}; bind it`, path, {
          ...details,
          group,
          binding,
        })
      const problem = difference(resolved, found, resource)
      if (problem !== undefined)
        throw shaderMismatch(`${who} is given ${problem} at ${at}, but ${wants}`, found.path, {
          ...details,
          group,
          binding,
        })
    }
  }
}

/** The difference between what is given and what the shader wants; undefined where it fits. */
function difference(resolved: ResolvedGraph, found: Binding, wants: StageResource): string | undefined {
  if (!('use' in found)) {
    if (wants.kind !== 'sampler') return 'a sampler'
    const misfit = samplerMisfit(wants.sampling, found.sampler)
    return misfit && `a sampler ${misfit},`
  }
  const { as, access, use } = found
  const id = endpointId(use)
  const what = `${JSON.stringify(id)} as "${as}"`
  switch (wants.kind) {
    case 'sampler':
      return what
    case 'uniform':
      return as === 'uniform' ? undefined : what
    case 'storage':
      if (as !== 'storage' && as !== 'storage-read') return what
      if (!wants.writable || (as === 'storage' && access !== 'read')) return undefined
      return as === 'storage' ? `${what} with "access": "read"` : what
    case 'storage-texture':
    case 'sampled': {
      if (as !== wants.kind) return what
      if (wants.writable && access === 'read') return `${what} with "access": "read"`
      const misfit = wants.texture && textureMisfit(wants.texture, boundTexture(resolved, found), wants.sampling)
      return misfit && `${what}, ${misfit},`
    }
  }
}

function boundTexture(resolved: ResolvedGraph, { use }: Extract<Binding, { use: unknown }>): BoundTexture {
  const index = resolved.resourceIndex.get(endpointId(use))!
  const info = resolved.resources[index]!
  const { mipLevel, size, aspect } = resolveEndpoint(use, info, () => '') as TextureRegion
  const { dimension, sampleCount, levels } = info.layout!
  const { width, height } = levels[mipLevel]!
  const format = viewFormat(use, info.layout!.formatName)
  return { dimension, format, aspect, width, height, layers: size[2], sampleCount }
}
