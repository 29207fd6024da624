/**
 * memkit-gpu: GPU work described as data, planned by a compiler, run anywhere.
 *
 * Graphs, the planner, the checker, the reference meaning, the executor. Backends are entries of their own.
 */
export { MemkitError, isMemkitError, type ErrorDetails, type ErrorPhase, type MemkitIssue } from './errors.ts'

export type {
  Access,
  AddressMode,
  Aspect,
  Binding,
  BlendComponent,
  BlendFactor,
  BlendOperation,
  BlendState,
  BufferEndpoint,
  BufferResource,
  ColorAttachment,
  ColorTarget,
  CompareFunction,
  ComputePass,
  CopyPass,
  CustomPass,
  DepthAttachment,
  DepthStencilState,
  Draw,
  Endpoint,
  ExternalPass,
  FillPass,
  FilterMode,
  FragmentStage,
  FrameGraph,
  FrameGraphFields,
  GraphDocument,
  HostPass,
  IndexBuffer,
  IndexFormat,
  IndirectWorkgroups,
  InputRange,
  Lifetime,
  LoadOperation,
  MemoryKind,
  MipmapPass,
  MultisampleState,
  Pass,
  PassFields,
  Pipeline,
  PrimitiveState,
  ProducedInput,
  QueueKind,
  ReadbackPass,
  RenderPass,
  Resource,
  ResourceBinding,
  SamplerBinding,
  SamplerDescription,
  Shader,
  ShaderConstants,
  StencilFace,
  StencilOperation,
  StoreOperation,
  TextureEndpoint,
  TextureResource,
  Topology,
  UploadPass,
  Use,
  UseKind,
  VertexAttribute,
  VertexBufferLayout,
  VertexStage,
} from './graph/types.ts'
export type { PassKind, PassOf } from './graph/document.ts'
export type { TextureFormat } from './graph/formats.ts'
export type { VertexFormat } from './graph/draw-schema.ts'
export { isFrameGraph, parseGraph, parseGraphText } from './graph/parse.ts'
export { computedId, frameGraph, type ComputedId, type GraphBuilder } from './graph/builder.ts'
export { editGraph, patchGraph, type EditedGraph, type GraphDraft, type GraphPatch } from './graph/edit.ts'
export { composeGraphs, type Composition, type GraphPart } from './graph/compose.ts'

export { profiles } from './plan/presets.ts'
export type {
  DeviceAlignments,
  DeviceCosts,
  DeviceFormats,
  DeviceLimits,
  DeviceMemory,
  DeviceMemoryHeap,
  DeviceMemoryType,
  DeviceProfile,
  DeviceQueue,
  DeviceRules,
  FormatAbility,
} from './plan/profile-types.ts'
export { parseProfile } from './plan/parse-profile.ts'
export { objectives } from './plan/objectives.ts'
export type { Objective } from './plan/types.ts'
export { disablePasses } from './planner/disable-passes.ts'
export { costsFrom, type MeasuredPasses } from './planner/costs-from.ts'
export { planFrontier, planGraph, type FrontierOptions, type PlanOptions } from './planner/index.ts'
export { createPlanner, type Planner, type PlannerOptions, type PlannerStatistics } from './planner/planner.ts'
export type { PlanProgress, ProgressOptions } from './planner/progress.ts'
export { checkShaders } from './reflection/index.ts'
export { validateGraph } from './planner/analyse/validate.ts'
export type {
  BarrierCommand,
  BarrierReport,
  BindGroup,
  BoundSampler,
  BoundUse,
  BufferSlice,
  ClearTextureCommand,
  Command,
  CommandFields,
  CopyCommand,
  CopyFromTextureCommand,
  CopyTextureCommand,
  CopyToTextureCommand,
  CustomCommand,
  Decision,
  DispatchCommand,
  DrawCall,
  Epilogue,
  ExternalCommand,
  FillCommand,
  Heap,
  HostCopy,
  HostProduct,
  HostRows,
  HostStep,
  ImageLayout,
  IndexedDrawCall,
  IndirectDrawCall,
  LayoutTransition,
  LiveAtPeak,
  MemoryReport,
  MipmapCommand,
  PassReport,
  Placement,
  Plan,
  PlanBinding,
  PlanResourceBinding,
  PlanSamplerBinding,
  PlanUse,
  PlannedBlendComponent,
  PlannedBlendState,
  PlannedBody,
  PlannedColorAttachment,
  PlannedColorTarget,
  PlannedConstants,
  PlannedDepthAttachment,
  PlannedDepthStencilState,
  PlannedDraw,
  PlannedFragmentStage,
  PlannedIndexBuffer,
  PlannedInput,
  PlannedMultisampleState,
  PlannedOutput,
  PlannedPipeline,
  PlannedPrimitiveState,
  PlannedQueue,
  PlannedShader,
  PlannedStencilFace,
  PlannedTexture,
  PlannedVertexAttribute,
  PlannedVertexBufferLayout,
  PlannedVertexStage,
  Position,
  Prologue,
  ReadStep,
  RenderCommand,
  PlannedStore,
  RenderPart,
  Report,
  Rotation,
  ScatterCommand,
  Slice,
  Step,
  Submission,
  MakespanReport,
  SubmissionReport,
  SubmitStep,
  TexelCopyRegion,
  TextureCopyRegion,
  TextureSlice,
  TransferReport,
  WriteStep,
} from './plan/types.ts'
export type { CommandOf, CommandOp } from './plan/document.ts'
export { parsePlan, type ParsePlanOptions } from './plan/validate/index.ts'
export { formatPlan, type FormatOptions } from './plan/format/index.ts'
export {
  diffPlans,
  formatPlanDiff,
  type FigureDifference,
  type PlanArea,
  type PlanDiff,
  type PlanDifference,
} from './plan/diff/index.ts'
export {
  placeIntervals,
  type Effort,
  type PlacementBlock,
  type PlacementProblem,
  type PlacementResult,
  type PlacementStatus,
} from './planner/place/solver/index.ts'

export { checkPlan } from './check-plan.ts'
export type { CheckResult, RejectionCode } from './check/rejection.ts'

export type { BufferPart, Part, TexturePart } from './graph/part.ts'
export { referenceRun, type ReferenceOptions, type ReferenceResult } from './reference/index.ts'
export {
  createReference,
  type ReferenceExecutor,
  type ReferenceExecutorOptions,
  type ReferenceRunOptions,
} from './reference/executor.ts'
export type { Kernel, KernelBinding, KernelCall, Kernels } from './cpu/kernel.ts'

export {
  createExecutor,
  execute,
  type ExecuteOptions,
  type Executor,
  type ExecutorOptions,
  type ExecutorState,
  type HeapState,
  type HistoryState,
  type Input,
  type RunInput,
  type Inputs,
  type InputWriter,
  type OutputMemory,
  type Progress,
  type InPlaceRead,
  type InPlaceReadOptions,
  type ReadOptions,
  type Outputs,
  type RunOptions,
  type RunResult,
  type RunState,
  type RunTimings,
  type UpdateOptions,
  staticBody,
  withQueries,
} from './executor/index.ts'
export type {
  Backend,
  Body,
  BodyContext,
  BodyTraits,
  DeviceFacts,
  HostBodyContext,
  LiveObjects,
  MaybePromise,
  NativeBuffer,
  OpenOptions,
  PassQueries,
  RunContext,
  Session,
  PassTiming,
  SubmissionTiming,
} from './backends/backend.ts'
export type { RenderAttachment } from './plan/facts/attachments.ts'
