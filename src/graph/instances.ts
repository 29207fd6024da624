/** Instances: bodies of bytes, one for each resource in this run, and one for each earlier run of it that a pass reads. */
import type { Region } from './endpoint.ts'
import type { ResourceInfo } from './resources.ts'
import { float64Array, uint8Array } from './typed-arrays.ts'

/** Resource of each instance, and how many runs back it is (0 = this run). */
export interface KnownInstances {
  readonly instanceResource: readonly number[]
  readonly instancePrevious: readonly number[]
}

/** Facts about each instance's resource that hot loops read. */
export interface InstanceColumns {
  /** 1 for instances of transient resources. */
  readonly instanceTransient: Uint8Array
  /** 1 for instances of textures. */
  readonly instanceTexture: Uint8Array
  readonly instanceBytes: Float64Array
  readonly hasTextures: boolean
}

/** The instances of all resources: one for this run of each, and one for each earlier run that a pass reads. */
export class Instances {
  resource: readonly number[]
  previous: readonly number[]
  private earlier: Map<string, number> | undefined

  /** `known` are the instances of another graph, which are kept as they are where there are as many resources and none of earlier runs. */
  constructor(resourceCount: number, known?: KnownInstances) {
    if (known?.instanceResource.length === resourceCount) {
      this.resource = known.instanceResource
      this.previous = known.instancePrevious
      return
    }
    const resource = new Array<number>(resourceCount)
    const previous = new Array<number>(resourceCount)
    for (let i = 0; i < resourceCount; i++) {
      resource[i] = i
      previous[i] = 0
    }
    this.resource = resource
    this.previous = previous
  }

  of(region: Region): number {
    if (region.previous === 0) return region.resource
    const key = `${region.resource}/${region.previous}`
    const earlier = (this.earlier ??= new Map<string, number>())
    let instance = earlier.get(key)
    if (instance === undefined) {
      instance = this.resource.length
      earlier.set(key, instance)
      if (earlier.size === 1) {
        this.resource = [...this.resource]
        this.previous = [...this.previous]
      }
      ;(this.resource as number[]).push(region.resource)
      ;(this.previous as number[]).push(region.previous)
    }
    return instance
  }
}

export function instanceColumns(infos: readonly ResourceInfo[], { resource }: Instances): InstanceColumns {
  const count = resource.length
  const instanceTransient = uint8Array(count)
  const instanceTexture = uint8Array(count)
  const instanceBytes = float64Array(count)
  let hasTextures = false
  for (let i = 0; i < count; i++) {
    const info = infos[resource[i]!]!
    instanceTransient[i] = info.lifetime === 'transient' ? 1 : 0
    if (info.layout) {
      instanceTexture[i] = 1
      hasTextures = true
    }
    instanceBytes[i] = info.sizeBytes
  }
  return { instanceTransient, instanceTexture, instanceBytes, hasTextures }
}
