/**
 * Graphs in code: the document's words as methods, in which a misspelt id of a resource, shader, pass or output is a compile
 * error. The ids known so far are type parameters, so each call returns the builder seen with one id more. One class has them all, for calls
 * are chained; hence the length.
 */
import { invalidOption } from '../errors.ts'
import { checkFunction, givenRecord } from '../given.ts'
import type {
  Binding,
  BufferEndpoint,
  BufferResource,
  ColorAttachment,
  DepthAttachment,
  Draw,
  FrameGraph,
  Lifetime,
  Pass,
  PassKind,
  PassOf,
  Pipeline,
  Resource,
  Shader,
  TextureEndpoint,
  TextureResource,
  Use,
} from './document.ts'
import { CheckedCopies } from './checked-copies.ts'
import { parsePlain } from './parse.ts'
import { resourceIdOf } from './ids.ts'
import { plainCopy } from './plain-copy.ts'

declare const computed: unique symbol
/** An id that only the running program knows. Made by `computedId`. */
export type ComputedId = string & { readonly [computed]: true }

/**
 * An id that the compiler takes as it is, where a name is computed in a way that its type does not tell. Whether there is such a thing is
 * checked when the graph is built.
 */
export const computedId = (id: string): ComputedId => id as ComputedId

/**
 * An id that is not taken yet; a taken one is a compile error that says so. Ids of type `string`, and those of a pattern such as
 * `bloom${number}`, of which there are many, are checked when building.
 */
type Free<Id extends string, Taken extends string> = string extends Taken
  ? Id
  : {} extends Record<Id, 1>
    ? Id
    : Id extends Taken
      ? { readonly error: `The id "${Id}" is already taken` }
      : Id

export type BufferRef<Buffers extends string> =
  | Buffers
  | ComputedId
  | (Omit<BufferEndpoint, 'resource'> & { readonly resource: Buffers })
  | (Omit<BufferEndpoint, 'resource'> & { readonly resource: ComputedId })
export type TextureRef<Textures extends string> =
  | Textures
  | ComputedId
  | (Omit<TextureEndpoint, 'resource'> & { readonly resource: Textures })
  | (Omit<TextureEndpoint, 'resource'> & { readonly resource: ComputedId })
export type ResourceRef<Buffers extends string, Textures extends string> = BufferRef<Buffers> | TextureRef<Textures>

type BufferUse = 'vertex' | 'index' | 'indirect' | 'uniform' | 'storage-read' | 'storage' | 'copy-src' | 'copy-dst'
type TextureUse = 'sampled' | 'storage-texture' | 'copy-src' | 'copy-dst' | 'attachment'

/** A use, as the kind of resource allows it. */
export type UseOf<Buffers extends string, Textures extends string> =
  | (Omit<Use, 'use' | 'as'> & { readonly use: BufferRef<Buffers>; readonly as: BufferUse })
  | (Omit<Use, 'use' | 'as'> & { readonly use: TextureRef<Textures>; readonly as: TextureUse })

export type BindingOf<Buffers extends string, Textures extends string> =
  | Extract<Binding, { sampler: unknown }>
  | ({ readonly group: number; readonly binding: number } & UseOf<Buffers, Textures>)

type AttachmentOf<Attachment, Textures extends string> = Omit<Attachment, 'use' | 'resolve'> & {
  readonly use: TextureRef<Textures>
}
export type ColorAttachmentOf<Textures extends string> = AttachmentOf<ColorAttachment, Textures> & {
  readonly resolve?: TextureRef<Textures>
}
export type DepthAttachmentOf<Textures extends string> = AttachmentOf<DepthAttachment, Textures>

type DrawBuffers = 'pipeline' | 'bindings' | 'vertexBuffers' | 'indexBuffer' | 'indirect'
/** A draw by one of the pipelines that are known. */
export type DrawOf<Buffers extends string, Textures extends string, Pipelines extends string> = Omit<
  Draw,
  DrawBuffers
> & {
  readonly pipeline: Pipelines | ComputedId
  readonly bindings?: readonly BindingOf<Buffers, Textures>[]
  readonly vertexBuffers?: readonly (BufferRef<Buffers> | null)[]
  readonly indexBuffer?: Omit<NonNullable<Draw['indexBuffer']>, 'use'> & { readonly use: BufferRef<Buffers> }
  readonly indirect?: BufferRef<Buffers>
}

type FragmentOf<Shaders extends string> = Omit<NonNullable<Pipeline['fragment']>, 'shader'> & {
  readonly shader?: Shaders | ComputedId
}
/** A render pipeline whose stages are of shaders that are known. */
export type PipelineOf<Shaders extends string> = Omit<Pipeline, 'id' | 'kind' | 'shader' | 'fragment'> & {
  readonly shader: Shaders | ComputedId
  readonly fragment?: FragmentOf<Shaders>
}

/** What a resource is beside its id and kind. Only what is persistent has a history. */
export type DescriptionOf<Described extends Resource> = Omit<Described, 'id' | 'kind' | 'lifetime' | 'history'> &
  (
    | { readonly lifetime: 'persistent'; readonly history?: number }
    | { readonly lifetime?: Lifetime; readonly history?: undefined }
  )

/** The name, label and notes of a graph, for people and tools. */
export type GraphNotes = Pick<FrameGraph, '$schema' | 'label' | 'meta'>

/** Fields that every pass may have. */
export interface PassOptions<Passes extends string> {
  readonly queue?: Pass['queue']
  readonly after?: readonly (Passes | ComputedId)[]
  readonly sideEffects?: boolean
  /** By id of a resource that the pass writes: what `disablePasses` copies there instead. */
  readonly bypass?: Readonly<Record<string, string>>
  readonly label?: string
  readonly meta?: Pass['meta']
}

/** Passes that others name in `after` need an id; those without get one from their kind and resource, `upload-mesh`. */
export interface IdOption<Id extends string, Passes extends string> {
  readonly id?: Free<Id, Passes>
}

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
    options: PassOptions<Passes> &
      IdOption<Id, Passes> & { readonly input: PassOf<'upload'>['input']; readonly optional?: boolean },
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
    options?: PassOptions<Passes> & IdOption<Id, Passes> & { readonly value?: number },
  ): GraphBuilder<Buffers, Textures, Shaders, Passes | Id, Outputs, Pipelines>
  fill<const Id extends string = never>(
    to: ResourceRef<Buffers, Textures>,
    options?: PassOptions<Passes> & IdOption<Id, Passes> & { readonly value?: 0 },
  ): GraphBuilder<Buffers, Textures, Shaders, Passes | Id, Outputs, Pipelines>
  fill(to: ResourceRef<Buffers, Textures>, options: object = {}): unknown {
    return this.add('fill', to, { to, value: 0 }, options)
  }

  /** Gives the bytes of a resource, or of a part of it, as an output of the run. */
  readback<const Output extends string, const Id extends string = never>(
    from: ResourceRef<Buffers, Textures>,
    options: PassOptions<Passes> & IdOption<Id, Passes> & { readonly output: Free<Output, Outputs> },
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
    options: PassOptions<Passes> & {
      readonly shader: Shaders | ComputedId
      readonly entryPoint?: string
      readonly constants?: PassOf<'compute'>['constants']
      readonly bindings?: readonly BindingOf<Buffers, Textures>[]
      readonly workgroups: readonly [number, number, number] | { readonly indirect: BufferRef<Buffers> }
    },
  ): GraphBuilder<Buffers, Textures, Shaders, Passes | Id, Outputs, Pipelines> {
    return this.add('compute', id as string, { id, entryPoint: 'main' }, options)
  }

  /** Draws by data where `draws` is given, else by a body, which is the pass's own id when absent. */
  render<const Id extends string>(
    id: Free<Id, Passes>,
    options: PassOptions<Passes> & {
      readonly color?: readonly ColorAttachmentOf<Textures>[]
      readonly depth?: DepthAttachmentOf<Textures>
      readonly uses?: readonly UseOf<Buffers, Textures>[]
      readonly body?: string
      readonly bindings?: readonly BindingOf<Buffers, Textures>[]
      readonly draws?: readonly DrawOf<Buffers, Textures, Pipelines>[]
    },
  ): GraphBuilder<Buffers, Textures, Shaders, Passes | Id, Outputs, Pipelines> {
    const read = givenRecord(options)
    return this.add('render', id as string, { id, ...(read.draws ? {} : { body: id }) }, read)
  }

  /** `body` is the pass's own id when absent. */
  custom<const Id extends string>(
    id: Free<Id, Passes>,
    options: PassOptions<Passes> & {
      readonly uses?: readonly UseOf<Buffers, Textures>[]
      readonly body?: string
    } = {},
  ): GraphBuilder<Buffers, Textures, Shaders, Passes | Id, Outputs, Pipelines> {
    return this.add('custom', id as string, { id, body: id }, options)
  }

  /** Work that another engine submits by itself. `body` is the pass's own id when absent. */
  external<const Id extends string>(
    id: Free<Id, Passes>,
    options: PassOptions<Passes> & {
      readonly uses?: readonly UseOf<Buffers, Textures>[]
      readonly body?: string
    } = {},
  ): GraphBuilder<Buffers, Textures, Shaders, Passes | Id, Outputs, Pipelines> {
    return this.add('external', id as string, { id, body: id }, options)
  }

  /** `body` is the pass's own id when absent. */
  host<const Id extends string>(
    id: Free<Id, Passes>,
    options: PassOptions<Passes> & {
      readonly consumes?: readonly (Outputs | ComputedId)[]
      readonly produces?: PassOf<'host'>['produces']
      readonly body?: string
    } = {},
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
