/** Compute passes of the graph: one pipeline per shader and entry point, bind groups made once. */
import { overLimit, planMismatch, shaderFailed, unsupported } from '../../../errors.ts'
import type { CommandOf, PlanBinding } from '../../../plan/document.ts'
import { messageOf } from '../device/api-errors.ts'
import type { Build } from './build.ts'
import type { Encode } from './encoding.ts'
import { bufferUsage } from '../device/flags.ts'
import type { BufferPlace, TexturePlace, Variants } from '../memory/places.ts'
import { compileView, useTexture } from './views.ts'
import { unusedBindings, viewDimensionOf } from '../shaders/wgsl.ts'

type Dispatch = CommandOf<'dispatch'>
type ResourceBinding = Extract<PlanBinding, { slice: unknown }>

export class Pipelines {
  private readonly build: Build
  private readonly modules = new Map<string, Promise<GPUShaderModule>>()
  private readonly pipelines = new Map<
    string,
    { value: GPUComputePipeline | undefined; layouts: GPUBindGroupLayout[] }
  >()
  private readonly unusedBindings = new Map<string, ReadonlySet<string>>()
  private readonly samplers = new Map<string, GPUSampler>()

  constructor(build: Build) {
    this.build = build
  }

  /** The pipeline of a shader's entry point; it exists when the build's tasks are done. */
  use(
    shader: string,
    entryPoint: string,
  ): { readonly value: GPUComputePipeline | undefined; readonly layouts: GPUBindGroupLayout[] } {
    const key = JSON.stringify([shader, entryPoint])
    let slot = this.pipelines.get(key)
    if (!slot) {
      const made: { value: GPUComputePipeline | undefined; layouts: GPUBindGroupLayout[] } = {
        value: undefined,
        layouts: [],
      }
      this.pipelines.set(key, (slot = made))
      this.build.later(async () => {
        const module = await this.module(shader)
        try {
          made.value = await this.build.device.createComputePipelineAsync({
            layout: 'auto',
            compute: { module, entryPoint },
          })
        } catch (cause) {
          throw shaderFailed(shader, messageOf(cause), cause)
        }
        this.build.live.add('pipelines')
      })
    }
    return slot
  }

  wgsl(shader: string): string {
    const found = this.build.plan.shaders.find(({ id }) => id === shader)
    if (found?.wgsl === undefined)
      throw unsupported(`WebGPU runs WGSL; give the shader ${JSON.stringify(shader)} its "wgsl"`)
    return found.wgsl
  }

  /** Bindings that the graph declares but the pipeline's bind group layout lacks. */
  unused(shader: string, entryPoint: string): ReadonlySet<string> {
    const key = JSON.stringify([shader, entryPoint])
    let unused = this.unusedBindings.get(key)
    if (!unused) this.unusedBindings.set(key, (unused = unusedBindings(this.wgsl(shader), entryPoint)))
    return unused
  }

  sampler(description: Readonly<Record<string, unknown>>): GPUSampler {
    const key = JSON.stringify(Object.entries(description).sort(([a], [b]) => (a < b ? -1 : 1)))
    let sampler = this.samplers.get(key)
    if (!sampler) {
      this.samplers.set(key, (sampler = this.build.device.createSampler(description as GPUSamplerDescriptor)))
      this.build.live.add('samplers')
    }
    return sampler
  }

  private module(shader: string): Promise<GPUShaderModule> {
    let module = this.modules.get(shader)
    if (!module) this.modules.set(shader, (module = this.compile(shader)))
    return module
  }

  private async compile(shader: string): Promise<GPUShaderModule> {
    const { device, live } = this.build
    const code = this.wgsl(shader)
    // The scope only keeps the error from being uncaptured; the messages come from the compilation's report.
    device.pushErrorScope('validation')
    const module = device.createShaderModule({ code, label: shader })
    const refused = device.popErrorScope()
    const { messages } = await module.getCompilationInfo()
    const error = await refused
    const faults = messages.filter(({ type }) => type === 'error')
    if (faults.length > 0 || error) {
      const text = faults
        .slice(0, 5)
        .map(({ lineNum, linePos, message }) => `${lineNum}:${linePos} ${message}`)
        .join('; ')
      throw shaderFailed(shader, text || error!.message, error)
    }
    live.add('shaderModules')
    return module
  }
}

/** One bind group per group index that the bindings name. */
export function compileDispatch(build: Build, pipelines: Pipelines, command: Dispatch): Encode {
  const { shader, entryPoint, workgroups, bindings } = command
  checkScope(command)
  checkBindingSizes(build, command)
  const pipeline = pipelines.use(shader, entryPoint)
  const groups: { index: number; variants: Variants<GPUBindGroup> }[] = []
  const unused = pipelines.unused(shader, entryPoint)
  const used = bindings.filter(({ group, binding }) => !unused.has(`${group}/${binding}`))
  for (const index of [...new Set(used.map(({ group }) => group))].sort((a, b) => a - b)) {
    const bound = used.filter(({ group }) => group === index)
    groups.push({ index, variants: compileGroup(build, pipelines, shader, bound, () => layoutOf(pipeline, index)) })
  }
  const [x, y, z] = Array.isArray(workgroups) ? workgroups : [0, 0, 0]
  const indirect = Array.isArray(workgroups) ? undefined : build.heap(workgroups.heap, bufferUsage.indirect)
  const indirectOffset = Array.isArray(workgroups) ? 0 : workgroups.offset
  return (encoding) => {
    const pass = encoding.dispatches(pipeline.value!)
    for (const { index, variants } of groups) pass.setBindGroup(index, variants.at(encoding.run))
    if (indirect) pass.dispatchWorkgroupsIndirect(indirect.at(encoding.run), indirectOffset)
    // Fewer arguments are cheaper: each is passed to the device's process, or out of JavaScript.
    else if (y === 1 && z === 1) pass.dispatchWorkgroups(x)
    else pass.dispatchWorkgroups(x, y, z)
  }
}

const layoutOf = (
  pipeline: { readonly value: GPUComputePipeline | undefined; readonly layouts: GPUBindGroupLayout[] },
  index: number,
): GPUBindGroupLayout => (pipeline.layouts[index] ??= pipeline.value!.getBindGroupLayout(index))

function compileGroup(
  build: Build,
  pipelines: Pipelines,
  shader: string,
  bindings: Dispatch['bindings'],
  layout: () => GPUBindGroupLayout,
): Variants<GPUBindGroup> {
  const places: (BufferPlace | TexturePlace)[] = []
  const entries = bindings.map((entry) => {
    if ('sampler' in entry) {
      const resource = pipelines.sampler(entry.sampler)
      return () => ({ binding: entry.binding, resource })
    }
    const { group, binding, slice } = entry
    if ('heap' in slice) {
      const place = build.heap(slice.heap, entry.as === 'uniform' ? bufferUsage.uniform : bufferUsage.storage)
      places.push(place)
      const size = Math.ceil(slice.size / 4) * 4
      return (run: Parameters<BufferPlace['at']>[0]) => ({
        binding,
        resource: { buffer: place.at(run), offset: slice.offset, size },
      })
    }
    const view = compileView(build, slice, viewDimensionOf(pipelines.wgsl(shader), group, binding))
    useTexture(build, slice, entry.as)
    places.push(build.places.texture(slice.texture))
    return (run: Parameters<BufferPlace['at']>[0]) => ({ binding, resource: view.at(run) })
  })
  return build.variant(places, (run) =>
    build.bindGroup(
      layout(),
      entries.map((entry) => entry(run)),
    ),
  )
}

/**
 * Refuses one buffer bound both writable and read-only, which the API forbids (fault F26). Plans for its profile never do that.
 */
function checkScope({ bindings, workgroups, passes }: Dispatch): void {
  const writable = new Map<number, boolean>()
  const see = (heap: number, writes: boolean) => {
    const known = writable.get(heap)
    if (known !== undefined && known !== writes)
      throw planMismatch(
        `The plan binds heap ${heap} both writable and read-only in ${JSON.stringify(passes)}, which WebGPU forbids; plan with a WebGPU profile`,
        { heap, passes },
      )
    writable.set(heap, writes)
  }
  for (const binding of bindings as ResourceBinding[])
    if ('slice' in binding && 'heap' in binding.slice) see(binding.slice.heap, binding.as === 'storage')
  if (!Array.isArray(workgroups)) see(workgroups.heap, false)
}

/**
 * Refuses bindings that are larger than the device's limit (fault F11). Plans for this device's own profile never have them.
 */
function checkBindingSizes(build: Build, { bindings, passes }: Dispatch): void {
  const { maxStorageBindingBytes, maxUniformBindingBytes } = build.profile.limits
  for (const binding of bindings) {
    if (!('slice' in binding) || !('heap' in binding.slice)) continue
    const [name, limit] =
      binding.as === 'uniform'
        ? (['maxUniformBindingBytes', maxUniformBindingBytes] as const)
        : (['maxStorageBindingBytes', maxStorageBindingBytes] as const)
    if (binding.slice.size > limit)
      throw overLimit(
        `The binding of ${JSON.stringify(binding.resource)}`,
        binding.slice.size,
        name,
        limit,
        `pass ${passes.join(', ')}`,
      )
  }
}
