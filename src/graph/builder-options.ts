/**
 * Options of the graph builder's calls: the document's types, with ids narrowed to those declared so far. Fields are mapped one to one, so
 * that editors show the docs of `types.ts` for each.
 */
import type { PassOf } from './document.ts'
import type {
  Binding,
  BufferEndpoint,
  ColorAttachment,
  DepthAttachment,
  Draw,
  FrameGraph,
  IndexBuffer,
  IndirectWorkgroups,
  Lifetime,
  PassFields,
  Pipeline,
  Resource,
  ResourceBinding,
  TextureEndpoint,
  Use,
} from './types.ts'

declare const computed: unique symbol
/** An id that only the running program knows. Made by `computedId`. */
export type ComputedId = string & { readonly [computed]: true }

/**
 * An id that is not taken yet; a taken one is a compile error that says so. Ids of type `string`, and those of a pattern such as
 * `bloom${number}`, of which there are many, are checked when building.
 */
export type Free<Id extends string, Taken extends string> = string extends Taken
  ? Id
  : {} extends Record<Id, 1>
    ? Id
    : Id extends Taken
      ? { readonly error: `The id "${Id}" is already taken` }
      : Id

/** Fields, some of which have another type. */
type Retyped<Fields, Types> = { [Name in keyof Fields]: Name extends keyof Types ? Types[Name] : Fields[Name] }

type PartOf<Part, Ids extends string> = Retyped<Part, { resource: Ids }> | Retyped<Part, { resource: ComputedId }>
export type BufferRef<Buffers extends string> = Buffers | ComputedId | PartOf<BufferEndpoint, Buffers>
export type TextureRef<Textures extends string> = Textures | ComputedId | PartOf<TextureEndpoint, Textures>
export type ResourceRef<Buffers extends string, Textures extends string> = BufferRef<Buffers> | TextureRef<Textures>

type BufferUse = 'vertex' | 'index' | 'indirect' | 'uniform' | 'storage-read' | 'storage' | 'copy-src' | 'copy-dst'
type TextureUse = 'sampled' | 'storage-texture' | 'copy-src' | 'copy-dst' | 'attachment'

type UsedAs<Used, Buffers extends string, Textures extends string> =
  | Retyped<Used, { use: BufferRef<Buffers>; as: BufferUse }>
  | Retyped<Used, { use: TextureRef<Textures>; as: TextureUse }>
/** A use, as the kind of resource allows it. */
export type UseOf<Buffers extends string, Textures extends string> = UsedAs<Use, Buffers, Textures>
export type BindingOf<Buffers extends string, Textures extends string> =
  | Extract<Binding, { sampler: unknown }>
  | UsedAs<ResourceBinding, Buffers, Textures>

export interface ColorAttachmentOf<Textures extends string> extends Retyped<
  ColorAttachment,
  { use: TextureRef<Textures>; resolve: TextureRef<Textures> }
> {}
export interface DepthAttachmentOf<Textures extends string> extends Retyped<
  DepthAttachment,
  { use: TextureRef<Textures> }
> {}

/** A draw by one of the pipelines that are known. */
export interface DrawOf<Buffers extends string, Textures extends string, Pipelines extends string> extends Retyped<
  Draw,
  {
    pipeline: Pipelines | ComputedId
    bindings: readonly BindingOf<Buffers, Textures>[]
    vertexBuffers: readonly (BufferRef<Buffers> | null)[]
    indexBuffer: Retyped<IndexBuffer, { use: BufferRef<Buffers> }>
    indirect: BufferRef<Buffers>
  }
> {}

interface FragmentOf<Shaders extends string> extends Retyped<
  NonNullable<Pipeline['fragment']>,
  { shader: Shaders | ComputedId }
> {}
/** A render pipeline whose stages are of shaders that are known. */
export interface PipelineOf<Shaders extends string> extends Retyped<
  Omit<Pipeline, 'id' | 'kind'>,
  { shader: Shaders | ComputedId; fragment: FragmentOf<Shaders> }
> {}

/** The fields of a resource other than its id and kind. Only persistent ones have a history. */
export type DescriptionOf<Described extends Resource> = Omit<Described, 'id' | 'kind' | 'lifetime' | 'history'> &
  (
    | Retyped<Pick<Described, 'history'> & Required<Pick<Described, 'lifetime'>>, { lifetime: 'persistent' }>
    | Retyped<Pick<Described, 'lifetime' | 'history'>, { lifetime: Lifetime; history: undefined }>
  )

/** The name, label and notes of a graph, for people and tools. */
export type GraphNotes = Pick<FrameGraph, '$schema' | 'label' | 'meta'>

/** Fields that every pass may have. */
export interface PassOptions<Passes extends string> extends Retyped<
  Omit<PassFields, 'id'>,
  { after: readonly (Passes | ComputedId)[] }
> {}

/** Passes that others name in `after` need an id; those without get one from their kind and resource, `upload-mesh`. */
export interface IdOption<Id extends string, Passes extends string> extends Retyped<
  Partial<Pick<PassFields, 'id'>>,
  { id: Free<Id, Passes> }
> {}

export interface UploadOptions extends Pick<PassOf<'upload'>, 'input' | 'optional'> {}

export interface FillOptions<Value extends number> extends Retyped<
  Partial<Pick<PassOf<'fill'>, 'value'>>,
  { value: Value }
> {}

export interface ReadbackOptions<Output extends string, Outputs extends string> extends Retyped<
  Pick<PassOf<'readback'>, 'output'>,
  { output: Free<Output, Outputs> }
> {}

export interface ComputeOptions<Buffers extends string, Textures extends string, Shaders extends string>
  extends
    Partial<Pick<PassOf<'compute'>, 'entryPoint'>>,
    Retyped<
      Pick<PassOf<'compute'>, 'shader' | 'constants' | 'bindings' | 'workgroups'>,
      {
        shader: Shaders | ComputedId
        bindings: readonly BindingOf<Buffers, Textures>[]
        workgroups: readonly [number, number, number] | Retyped<IndirectWorkgroups, { indirect: BufferRef<Buffers> }>
      }
    > {}

export interface RenderOptions<
  Buffers extends string,
  Textures extends string,
  Pipelines extends string,
> extends Retyped<
  Pick<PassOf<'render'>, 'color' | 'depth' | 'uses' | 'body' | 'bindings' | 'draws'>,
  {
    color: readonly ColorAttachmentOf<Textures>[]
    depth: DepthAttachmentOf<Textures>
    uses: readonly UseOf<Buffers, Textures>[]
    bindings: readonly BindingOf<Buffers, Textures>[]
    draws: readonly DrawOf<Buffers, Textures, Pipelines>[]
  }
> {}

export interface CustomOptions<Buffers extends string, Textures extends string> extends Retyped<
  Partial<Pick<PassOf<'custom'>, 'uses' | 'body'>>,
  { uses: readonly UseOf<Buffers, Textures>[] }
> {}

export interface ExternalOptions<Buffers extends string, Textures extends string> extends Retyped<
  Partial<Pick<PassOf<'external'>, 'uses' | 'body'>>,
  { uses: readonly UseOf<Buffers, Textures>[] }
> {}

export interface HostOptions<Outputs extends string> extends Retyped<
  Partial<Pick<PassOf<'host'>, 'consumes' | 'produces' | 'body'>>,
  { consumes: readonly (Outputs | ComputedId)[] }
> {}
