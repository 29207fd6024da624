/**
 * The state of a draw, as plain data with WebGPU's words and defaults. Formats and sample count of a pipeline's targets are
 * not said: they come from the attachments.
 */
import type { VertexFormat } from '../../graph/draw-schema.ts'
import type { TextureFormat } from '../../graph/formats.ts'
import type { TextureLayout } from '../../graph/texture-layout.ts'
import type { BlendFactor, BlendOperation, CompareFunction, StencilOperation } from '../../graph/types.ts'
import type { KernelBinding, KernelSampler } from '../kernel.ts'

export type { BlendFactor, BlendOperation, CompareFunction, StencilOperation }

export interface RasterStage {
  /** Id of a prepared shader. */
  readonly shader: string
  readonly entryPoint: string
  /** Values of `override` constants, by name or numeric id. */
  readonly constants?: Readonly<Record<string, number>> | undefined
}

export interface VertexBufferLayout {
  readonly arrayStride: number
  readonly stepMode?: 'vertex' | 'instance' | undefined
  readonly attributes: readonly {
    readonly shaderLocation: number
    readonly format: VertexFormat
    readonly offset: number
  }[]
}

export interface BlendComponent {
  readonly operation?: BlendOperation | undefined
  readonly srcFactor?: BlendFactor | undefined
  readonly dstFactor?: BlendFactor | undefined
}

export interface ColorTarget {
  readonly blend?: { readonly color: BlendComponent; readonly alpha: BlendComponent } | undefined
  readonly writeMask?: number | undefined
}

export interface StencilFace {
  readonly compare?: CompareFunction | undefined
  readonly failOp?: StencilOperation | undefined
  readonly depthFailOp?: StencilOperation | undefined
  readonly passOp?: StencilOperation | undefined
}

export interface DepthStencilState {
  readonly depthWriteEnabled?: boolean | undefined
  readonly depthCompare?: CompareFunction | undefined
  readonly stencilFront?: StencilFace | undefined
  readonly stencilBack?: StencilFace | undefined
  readonly stencilReadMask?: number | undefined
  readonly stencilWriteMask?: number | undefined
  readonly depthBias?: number | undefined
  readonly depthBiasSlopeScale?: number | undefined
  readonly depthBiasClamp?: number | undefined
}

export interface PrimitiveState {
  readonly topology?: 'point-list' | 'line-list' | 'line-strip' | 'triangle-list' | 'triangle-strip' | undefined
  readonly stripIndexFormat?: 'uint16' | 'uint32' | undefined
  readonly frontFace?: 'ccw' | 'cw' | undefined
  readonly cullMode?: 'none' | 'front' | 'back' | undefined
  readonly unclippedDepth?: boolean | undefined
}

export interface RasterPipeline {
  readonly vertex: RasterStage & { readonly buffers?: readonly (VertexBufferLayout | null)[] | undefined }
  /** Absent: only depth and stencil are drawn. `targets` absent: all attachments are written; null: that one is not. */
  readonly fragment?: (RasterStage & { readonly targets?: readonly (ColorTarget | null)[] | undefined }) | undefined
  readonly primitive?: PrimitiveState | undefined
  /** Absent: depth and stencil are neither tested nor written. */
  readonly depthStencil?: DepthStencilState | undefined
  readonly multisample?:
    | { readonly mask?: number | undefined; readonly alphaToCoverageEnabled?: boolean | undefined }
    | undefined
}

/** One layer or slice of a mip level that is drawn to. */
export interface RasterAttachment {
  /** The whole texture in its linear texel layout. */
  readonly bytes: Uint8Array
  readonly layout: TextureLayout
  /** Format of the view, which may differ from the texture's in sRGB. */
  readonly format: TextureFormat
  readonly mipLevel: number
  /** Array layer, or depth slice of a 3D texture. */
  readonly slice: number
}

/** Attachments of one size and sample count (1 or 4). */
export interface RasterTargets {
  readonly color: readonly (RasterAttachment | null)[]
  readonly depthStencil?: RasterAttachment | undefined
}

export type DrawCall =
  | {
      readonly vertexCount: number
      readonly instanceCount?: number | undefined
      readonly firstVertex?: number | undefined
      readonly firstInstance?: number | undefined
    }
  | {
      readonly indexCount: number
      readonly instanceCount?: number | undefined
      readonly firstIndex?: number | undefined
      readonly baseVertex?: number | undefined
      readonly firstInstance?: number | undefined
    }

export interface RasterDraw {
  readonly call: DrawCall
  readonly bindings: readonly (KernelBinding | KernelSampler)[]
  /** The bound ranges, one for each of the pipeline's vertex buffers. */
  readonly vertexBuffers?: readonly (Uint8Array | null)[] | undefined
  readonly indexBuffer?: { readonly bytes: Uint8Array; readonly format: 'uint16' | 'uint32' } | undefined
  /** x, y, width, height, least and greatest depth. Default: the whole of the attachments, 0 to 1. */
  readonly viewport?: readonly [number, number, number, number, number, number] | undefined
  /** x, y, width, height in texels. Default: the whole of the attachments. */
  readonly scissor?: readonly [number, number, number, number] | undefined
  readonly stencilReference?: number | undefined
  readonly blendConstant?: readonly [number, number, number, number] | undefined
}
