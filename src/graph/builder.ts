/**
 * Graphs in code: the document's words as methods, in which a misspelt id of a resource, shader, pass or output is a compile
 * error. The ids known so far are type parameters, so each call returns the builder seen with one id more. One class has them all, for calls
 * are chained; hence the length.
 */
import { invalidOption } from '../errors.ts'
import { checkFunction, givenRecord } from '../given.ts'
import type {
  BufferRef,
  ComputedId,
  ComputeOptions,
  CustomOptions,
  DescriptionOf,
  ExternalOptions,
  FillOptions,
  Free,
  GraphNotes,
  HostOptions,
  IdOption,
  PassOptions,
  PipelineOf,
  ReadbackOptions,
  RenderOptions,
  ResourceRef,
  UploadOptions,
} from './builder-options.ts'
import type {
  BufferResource,
  FrameGraph,
  Pass,
  PassKind,
  Pipeline,
  Resource,
  Shader,
  TextureResource,
} from './document.ts'
import { CheckedCopies } from './checked-copies.ts'
import { parsePlain } from './parse.ts'
import { resourceIdOf } from './ids.ts'
import { plainCopy } from './plain-copy.ts'

export type { ComputedId } from './builder-options.ts'

/**
 * An id that the compiler takes as it is, where a name is computed in a way that its type does not tell. Whether there is such a thing is
 * checked when the graph is built.
 */
export const computedId = (id: string): ComputedId => id as ComputedId

/**
 * Made by `frameGraph`. Calls change the builder and return it, so `if (fog) builder.render('fog', …)` adds a pass or none. What such a
 * statement adds is in the graph, but not in the type of `builder`: name it elsewhere with `computedId('fog')`.
 *
 * Ids may be computed. In a chain, a name such as `bloom${i}` is known as the pattern `bloom${number}`; `repeat` makes chains of loops.
 */
export class GraphBuilder<
  Buffers extends string = never,
  Textures extends string = never,
  Shaders extends string = never,
  Passes extends string = never,
  Outputs extends string = never,
  Pipelines extends string = never,
> {
  private readonly name: string | undefined
  private readonly notes: GraphNotes
  private readonly resources: Resource[] = []
  private readonly shaders: Shader[] = []
  private readonly pipelines: Pipeline[] = []
  private readonly passes: Pass[] = []
  private readonly passIds = new Set<string>()
  /** The number of ids that were generated from the same kind and resource. */
  private readonly made = new Map<string, number>()

  constructor(name?: string, notes: GraphNotes = {}) {
    this.name = name
    this.notes = givenRecord(notes, 'notes')
  }

  /** A buffer of `size` bytes. */
  buffer<const Id extends string>(
    id: Free<Id, Buffers | Textures>,
    description: DescriptionOf<BufferResource>,
  ): GraphBuilder<Buffers | Id, Textures, Shaders, Passes, Outputs, Pipelines> {
    this.resources.push({ id: id as string, kind: 'buffer', ...givenRecord(description, 'description') })
    return this.as()
  }

  /** A texture of `size` texels: width, height, and layers or depth. */
  texture<const Id extends string>(
    id: Free<Id, Buffers | Textures>,
    description: DescriptionOf<TextureResource>,
  ): GraphBuilder<Buffers, Textures | Id, Shaders, Passes, Outputs, Pipelines> {
    this.resources.push({ id: id as string, kind: 'texture', ...givenRecord(description, 'description') })
    return this.as()
  }

  /** A shader's code; none where every backend gets it otherwise, as a JavaScript kernel on the CPU. */
  shader<const Id extends string>(
    id: Free<Id, Shaders>,
    code: Omit<Shader, 'id'> = {},
  ): GraphBuilder<Buffers, Textures, Shaders | Id, Passes, Outputs, Pipelines> {
    this.shaders.push({ id: id as string, ...givenRecord(code, 'code') })
    return this.as()
  }

  /** A render pipeline, which the draws of any pass may name. */
  pipeline<const Id extends string>(
    id: Free<Id, Pipelines>,
    description: PipelineOf<Shaders>,
  ): GraphBuilder<Buffers, Textures, Shaders, Passes, Outputs, Pipelines | Id> {
    this.pipelines.push({ id: id as string, kind: 'render', ...givenRecord(description, 'description') } as Pipeline)
    return this.as()
  }

  /** Brings bytes of an input of the run to a resource, or to a part of it. */
  upload<const Id extends string = never>(
    to: ResourceRef<Buffers, Textures>,
    options: PassOptions<Passes> & IdOption<Id, Passes> & UploadOptions,
  ): GraphBuilder<Buffers, Textures, Shaders, Passes | Id, Outputs, Pipelines> {
    return this.add('upload', to, { to }, options)
  }

  /** Copies between buffers and textures, in any mix. Both sides have the same size; one that says none takes that of the other. */
  copy<const Id extends string = never>(
    from: ResourceRef<Buffers, Textures>,
    to: ResourceRef<Buffers, Textures>,
    options: PassOptions<Passes> & IdOption<Id, Passes> = {},
  ): GraphBuilder<Buffers, Textures, Shaders, Passes | Id, Outputs, Pipelines> {
    return this.add('copy', to, { from, to }, options)
  }

  /** Fills the target with repetitions of the unsigned 32-bit `value`, 0 when absent; a texture takes 0 only. */
  fill<const Id extends string = never>(
    to: BufferRef<Buffers>,
    options?: PassOptions<Passes> & IdOption<Id, Passes> & FillOptions<number>,
  ): GraphBuilder<Buffers, Textures, Shaders, Passes | Id, Outputs, Pipelines>
  fill<const Id extends string = never>(
    to: ResourceRef<Buffers, Textures>,
    options?: PassOptions<Passes> & IdOption<Id, Passes> & FillOptions<0>,
  ): GraphBuilder<Buffers, Textures, Shaders, Passes | Id, Outputs, Pipelines>
  fill(to: ResourceRef<Buffers, Textures>, options: object = {}): unknown {
    return this.add('fill', to, { to, value: 0 }, options)
  }

  /** Gives the bytes of a resource, or of a part of it, as an output of the run. */
  readback<const Output extends string, const Id extends string = never>(
    from: ResourceRef<Buffers, Textures>,
    options: PassOptions<Passes> & IdOption<Id, Passes> & ReadbackOptions<Output, Outputs>,
  ): GraphBuilder<Buffers, Textures, Shaders, Passes | Id, Outputs | Output, Pipelines> {
    return this.add('readback', from, { from }, options)
  }

  /** Fills the lower mip levels from level 0. */
  mipmap<const Id extends string = never>(
    texture: Textures | ComputedId,
    options: PassOptions<Passes> & IdOption<Id, Passes> = {},
  ): GraphBuilder<Buffers, Textures, Shaders, Passes | Id, Outputs, Pipelines> {
    return this.add('mipmap', texture, { texture }, options)
  }

  /** `entryPoint` is `main` when absent. */
  compute<const Id extends string>(
    id: Free<Id, Passes>,
    options: PassOptions<Passes> & ComputeOptions<Buffers, Textures, Shaders>,
  ): GraphBuilder<Buffers, Textures, Shaders, Passes | Id, Outputs, Pipelines> {
    return this.add('compute', id as string, { id, entryPoint: 'main' }, options)
  }

  /** Draws by data where `draws` is given, else by a body, which is the pass's own id when absent. */
  render<const Id extends string>(
    id: Free<Id, Passes>,
    options: PassOptions<Passes> & RenderOptions<Buffers, Textures, Pipelines>,
  ): GraphBuilder<Buffers, Textures, Shaders, Passes | Id, Outputs, Pipelines> {
    const read = givenRecord(options)
    return this.add('render', id as string, { id, ...(read.draws ? {} : { body: id }) }, read)
  }

  /** `body` is the pass's own id when absent. */
  custom<const Id extends string>(
    id: Free<Id, Passes>,
    options: PassOptions<Passes> & CustomOptions<Buffers, Textures> = {},
  ): GraphBuilder<Buffers, Textures, Shaders, Passes | Id, Outputs, Pipelines> {
    return this.add('custom', id as string, { id, body: id }, options)
  }

  /** Work that another engine submits by itself. `body` is the pass's own id when absent. */
  external<const Id extends string>(
    id: Free<Id, Passes>,
    options: PassOptions<Passes> & ExternalOptions<Buffers, Textures> = {},
  ): GraphBuilder<Buffers, Textures, Shaders, Passes | Id, Outputs, Pipelines> {
    return this.add('external', id as string, { id, body: id }, options)
  }

  /** `body` is the pass's own id when absent. */
  host<const Id extends string>(
    id: Free<Id, Passes>,
    options: PassOptions<Passes> & HostOptions<Outputs> = {},
  ): GraphBuilder<Buffers, Textures, Shaders, Passes | Id, Outputs, Pipelines> {
    return this.add('host', id as string, { id, body: id }, options)
  }

  /**
   * Calls `add` with the builder for i from 0 to `times` − 1. What it adds is known afterwards, ids such as `bloom${i}` as a pattern.
   *
   *     .repeat(5, (builder, i) => builder.texture(`bloom${i}`, { format: 'rgba16float', size: [512 >> i, 512 >> i] }))
   */
  repeat<Next>(times: number, add: (builder: this, i: number) => Next): Next {
    if (!Number.isSafeInteger(times)) throw invalidOption('times', times, 'a whole number')
    checkFunction(add, 'add')
    for (let i = 0; i < times; i++) add(this, i)
    return this.as()
  }

  /**
   * The graph so far, checked and frozen; the builder can go on.
   * @throws MemkitError of phase `parse`, as `parseGraph`.
   */
  build(): FrameGraph {
    const { name, resources, shaders, pipelines, passes } = this
    const entries = new CheckedCopies()
    const document = {
      version: 1,
      ...(name === undefined ? {} : { name }),
      ...this.notes,
      resources,
      ...(shaders.length === 0 ? {} : { shaders }),
      ...(pipelines.length === 0 ? {} : { pipelines }),
      passes,
    }
    return parsePlain(plainCopy(document, undefined, [], entries), entries)
  }

  /** @param defaults fields that options may replace; an option that is undefined counts as left out */
  private add<Added>(kind: PassKind, target: unknown, defaults: object, options: object): Added {
    const fields: Record<string, unknown> = { kind, ...defaults }
    for (const [name, value] of Object.entries(givenRecord(options))) if (value !== undefined) fields[name] = value
    const pass = fields as unknown as Pass
    const id = pass.id ?? this.freeId(`${kind}-${resourceIdOf(target)}`)
    this.passIds.add(id)
    this.passes.push({ ...pass, id })
    return this.as()
  }

  /** The wanted id, or the first of `wanted-2`, `wanted-3`… that is free. */
  private freeId(wanted: string): string {
    let n = this.made.get(wanted) ?? 0
    let id: string
    do id = ++n === 1 ? wanted : `${wanted}-${n}`
    while (this.passIds.has(id))
    this.made.set(wanted, n)
    return id
  }

  private as<Seen>(): Seen {
    return this as unknown as Seen
  }
}

/** A new graph without anything in it. */
export const frameGraph = (name?: string, notes?: GraphNotes): GraphBuilder => new GraphBuilder(name, notes)
