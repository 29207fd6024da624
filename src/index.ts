/**
 * memkit-gpu: GPU work described as data, planned by a compiler, run anywhere.
 *
 * Graphs, the planner, the checker, the reference meaning, the executor. Backends are entries of their own.
 */
export { MemkitError, isMemkitError, type ErrorPhase } from './errors.ts'

export type {
  Binding,
  BufferEndpoint,
  BufferResource,
  ColorAttachment,
  DepthAttachment,
  Endpoint,
  Draw,
  FrameGraph,
  GraphDocument,
  Lifetime,
  MemoryKind,
  Pass,
  PassKind,
  PassOf,
  Pipeline,
  QueueKind,
  Resource,
  ResourceBinding,
  SamplerDescription,
  Shader,
  TextureEndpoint,
  TextureResource,
  Use,
  UseKind,
} from './graph/document.ts'
export type { TextureFormat } from './graph/formats.ts'
export { isFrameGraph, parseGraph, parseGraphText } from './graph/parse.ts'
export { frameGraph, type GraphBuilder } from './graph/builder.ts'
export { editGraph, patchGraph, type EditedGraph, type GraphDraft, type GraphPatch } from './graph/edit.ts'
export { composeGraphs, type Composition, type GraphPart } from './graph/compose.ts'
export { graphJsonSchema } from './graph/schema.ts'

export { profiles, type DeviceProfile } from './plan/profile.ts'
export { parseProfile } from './plan/parse-profile.ts'
export { objectives, type Objective } from './plan/document.ts'
export { planFrontier, planGraph, type FrontierOptions, type PlanOptions } from './planner/index.ts'
export { createPlanner, type Planner, type PlannerOptions, type PlannerStatistics } from './planner/planner.ts'
export type { PlanProgress, ProgressOptions } from './planner/progress.ts'
export { checkShaders } from './reflection/index.ts'
export { validateGraph } from './planner/analyse/validate.ts'
export type {
  BindGroup,
  BufferSlice,
  Command,
  CommandOf,
  CommandOp,
  Decision,
  Heap,
  HostCopy,
  ImageLayout,
  Placement,
  Plan,
  PlanBinding,
  PlanUse,
  PlannedDraw,
  PlannedPipeline,
  PlannedTexture,
  Position,
  RenderPart,
  Report,
  Slice,
  Step,
  Submission,
  TextureCopyRegion,
  TextureSlice,
} from './plan/document.ts'
export { planJsonSchema, profileJsonSchema, type JsonSchema } from './plan/json-schema.ts'
export { formatPlan, type FormatOptions } from './plan/format/index.ts'
export {
  placeIntervals,
  type Effort,
  type PlacementBlock,
  type PlacementProblem,
  type PlacementResult,
  type PlacementStatus,
} from './planner/place/solver/index.ts'

export { checkPlan } from './check/index.ts'
export type { CheckResult, RejectionCode } from './check/rejection.ts'

export { referenceRun, type ReferenceOptions, type ReferenceResult } from './reference/index.ts'
export type { Kernel, KernelBinding, KernelCall, Kernels } from './cpu/kernel.ts'

export {
  createExecutor,
  execute,
  type ExecuteOptions,
  type Executor,
  type ExecutorOptions,
  type Input,
  type Inputs,
  type InputWriter,
  type OutputMemory,
  type Progress,
  type RunOptions,
  type RunResult,
  type RunTimings,
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
  SubmissionTiming,
} from './backends/backend.ts'
export type { RenderAttachment } from './plan/facts/attachments.ts'
