/** The attachments of a render pass as pipelines meet them: formats, and samples a texel. */
import { viewFormat } from './attachment-rules.ts'
import type { Endpoint, PassOf, Resource, TextureResource } from './document.ts'
import { endpointId } from './endpoint.ts'
import type { TextureFormat } from './formats.ts'
import type { IdLookUp } from './ids.ts'

export interface Target {
  readonly resource: string
  /** The format that the pass sees. */
  readonly format: TextureFormat
}

export interface Targets {
  /** The id of the pass. */
  readonly pass: string
  readonly color: readonly Target[]
  readonly depth?: Target & { readonly readOnly: boolean }
  readonly samples: 1 | 4
}

/** For passes whose attachments are known to be textures, and to agree in samples. */
export function targetsOf(
  { id, color = [], depth }: PassOf<'render'>,
  { resources, resourceIndex }: { readonly resources: readonly Resource[]; readonly resourceIndex: IdLookUp },
): Targets {
  const textureOf = (use: Endpoint) => resources[resourceIndex.get(endpointId(use))!] as TextureResource
  const target = (use: Endpoint): Target => ({
    resource: endpointId(use),
    format: viewFormat(use, textureOf(use).format),
  })
  return {
    pass: id,
    color: color.map(({ use }) => target(use)),
    ...(depth && { depth: { ...target(depth.use), readOnly: depth.readOnly ?? false } }),
    samples: textureOf((color[0] ?? depth!).use).sampleCount ?? 1,
  }
}
