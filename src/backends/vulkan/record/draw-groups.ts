/** Descriptor sets of the draws of a pass. */
import type { BindGroup, PlannedDraw, RenderPart } from '../../../plan/document.ts'
import type { Build } from '../memory/build.ts'
import type { DescriptorPool, DescriptorSets } from '../shaders/descriptors.ts'
import type { Pipeline } from '../shaders/shared-pipelines.ts'
import type { ShaderResource } from '../shaders/spirv.ts'
import type { TextureBindings } from '../shaders/texture-bindings.ts'
import { dependenceOfSlices, descriptorOf, type Bound } from './bind.ts'

/** Descriptor sets by group; undefined where the pipeline uses none. */
export type Groups = readonly (DescriptorSets | undefined)[]

export interface DrawGroupParts {
  readonly descriptors: DescriptorPool
  readonly textures: TextureBindings
}

/** The layout that a pipeline needs in one group, and the descriptor sets made for it so far, by group of the pass (undefined for none). */
interface Wanted {
  readonly layout: Pipeline['setLayouts'][number]
  readonly resources: readonly ShaderResource[]
  readonly sets: Map<number | undefined, DescriptorSets>
}

/** The draws of a pass that bind the same share their sets. */
export class DrawGroups {
  private readonly build: Build
  private readonly parts: DrawGroupParts
  private readonly pass: Required<RenderPart>
  private readonly setsByContent = new Map<string, Wanted['sets']>()
  private readonly wantedBy = new Map<Pipeline, readonly (Wanted | undefined)[]>()

  constructor(build: Build, parts: DrawGroupParts, pass: Required<RenderPart>) {
    this.build = build
    this.parts = parts
    this.pass = pass
  }

  /** The sets of the groups that a pipeline uses. @param names those of the shader and of the draw, for errors */
  of(draw: PlannedDraw, pipeline: Pipeline, names: { readonly shader: string; readonly what: string }): Groups {
    return this.wantedOf(pipeline).map((wanted, group) => {
      if (!wanted) return undefined
      const { bindGroups } = this.pass
      const number = draw.bindGroups.find((number) => bindGroups[number]!.group === group)
      let sets = wanted.sets.get(number)
      if (!sets) {
        sets = this.make(wanted, number === undefined ? undefined : bindGroups[number], names)
        wanted.sets.set(number, sets)
      }
      return sets
    })
  }

  private make(
    { layout, resources }: Wanted,
    given: BindGroup | undefined,
    names: { readonly shader: string; readonly what: string },
  ): DescriptorSets {
    const { build, parts } = this
    const bound = boundIn(given, this.pass.uses)
    const slices = resources.flatMap(({ binding }) => {
      const here = bound.get(binding)
      return here && 'slice' in here ? [here.slice] : []
    })
    const bindings = resources.map((resource) =>
      descriptorOf(build, parts.textures, resource, bound.get(resource.binding), names),
    )
    return parts.descriptors.use([layout], [bindings], dependenceOfSlices(build.plan, slices))
  }

  /** The layouts that a pipeline needs, group by group. Every draw asks for them, so they are collected once. */
  private wantedOf(pipeline: Pipeline): readonly (Wanted | undefined)[] {
    let wanted = this.wantedBy.get(pipeline)
    if (wanted) return wanted
    wanted = pipeline.setLayouts.map((layout, group) => {
      const resources = pipeline.resources.filter((resource) => resource.group === group)
      if (resources.length === 0) return undefined
      const key = JSON.stringify([resources, pipeline.stageFlags])
      let sets = this.setsByContent.get(key)
      if (!sets) this.setsByContent.set(key, (sets = new Map()))
      return { layout, resources, sets }
    })
    this.wantedBy.set(pipeline, wanted)
    return wanted
  }
}

/** The slices and samplers of a group, by binding. */
function boundIn(group: BindGroup | undefined, uses: RenderPart['uses']): Map<ShaderResource['binding'], Bound> {
  return new Map(
    (group?.entries ?? []).map((entry) => [
      entry.binding,
      'use' in entry ? uses[entry.use]! : { ...entry, group: group!.group },
    ]),
  )
}
