/** Compute passes on the CPU: a JavaScript kernel where one is registered for the shader, else the shader itself, translated. */
import { kernelFailed, missingKernel, threw } from '../errors.ts'
import { promised } from '../given.ts'
import type { Shader } from '../graph/document.ts'
import type { Kernel, KernelBinding, KernelCall, Kernels, KernelSampler } from './kernel.ts'
import type { ShaderConstants } from './overrides.ts'
import { RecentlyUsed } from './recently-used.ts'
import { asShader, entryPointOf, shaderModule } from './shader.ts'
import type { SpirvModule } from './spirv/module.ts'
import { compileProgram, type Program } from './spirv/program.ts'

/** Prepares the shaders of a plan, and may be used for one plan after another. */
export interface Compute {
  /**
   * Compiles every shader that has no kernel, once for each set of constants that it is called with. The runner knows these
   * shaders and no others, because an id means something within one plan only. Code that was seen before, in this plan or
   * another, is not compiled again.
   * @throws MemkitError MISSING_KERNEL where a shader has neither kernel nor code, or its compiler is not installed;
   * SHADER_FAILED where the code does not compile.
   */
  prepare(shaders: readonly Shader[], calls?: readonly ComputeCall[]): Promise<ComputeRunner>
}

/** The entry point that a dispatch calls; without constants, overridable ones have their defaults. */
export interface ComputeCall {
  readonly shader: string
  readonly constants?: ShaderConstants | undefined
}

export interface ComputeRunner {
  /**
   * Runs one dispatch to its end.
   * @throws MemkitError MISSING_KERNEL for a shader that was not prepared, KERNEL_FAILED, SHADER_FAILED for an unknown entry point or bindings
   *   that do not fit, UNSUPPORTED for code that is not translated.
   */
  run(
    shader: string,
    entryPoint: string,
    workgroups: readonly [number, number, number],
    bindings: readonly (KernelBinding | KernelSampler)[],
    constants?: ShaderConstants,
  ): void
}

export interface ComputeOptions {
  /** Kernels by shader id, for all plans; a kernel is preferred to the shader's own code. */
  readonly kernels?: Kernels | undefined
}

interface Prepared {
  readonly module: SpirvModule
  /** Programs by entry point, compiled when first run. */
  readonly programs: Map<string, Program>
}

/** Compiled shaders kept for later plans, the least recently prepared are dropped first. A runner keeps its own regardless. */
const mostKept = 256

export function createCompute({ kernels = {} }: ComputeOptions = {}): Compute {
  // A Map, so that a shader called "constructor" finds no method of Object.prototype.
  const registered = new Map<string, Kernel>(Object.entries(kernels))
  const kept = new RecentlyUsed<Promise<Prepared>>(mostKept)
  return {
    async prepare(shaders, calls = shaders.map(({ id }) => ({ shader: id }))) {
      const byId = new Map(shaders.map((shader) => [shader.id, shader]))
      const prepared = new Map<string, Prepared>()
      for (const { shader, constants } of calls) {
        const key = callKey(shader, constants)
        const found = byId.get(shader)
        if (found && !registered.has(shader) && !prepared.has(key))
          prepared.set(key, await kept.use(contentOf(found, constants), () => readShader(found, constants)))
      }
      return createRunner(registered, prepared)
    },
  }
}

const callKey = (shader: string, constants: ShaderConstants = {}): string =>
  JSON.stringify([shader, ...Object.entries(constants).toSorted()])

/** The cache key of a shader. It contains the id because errors name it. */
const contentOf = ({ id, wgsl, spirv }: Shader, constants: ShaderConstants | undefined): string =>
  JSON.stringify([callKey(id, constants), wgsl ?? null, spirv ?? null])

function createRunner(registered: ReadonlyMap<string, Kernel>, prepared: ReadonlyMap<string, Prepared>): ComputeRunner {
  return {
    run(shader, entryPoint, workgroups, bindings, constants) {
      const kernel = registered.get(shader)
      if (kernel) return runKernel(shader, kernel, { entryPoint, workgroups }, bindings)
      const ready = prepared.get(callKey(shader, constants))
      if (!ready) throw missingKernel(shader, 'it was not prepared')
      let program = ready.programs.get(entryPoint)
      if (!program) ready.programs.set(entryPoint, (program = compileEntryPoint(shader, ready.module, entryPoint)))
      const compiled = program
      asShader(shader, () => compiled(workgroups, bindings))
    },
  }
}

const readShader = async (shader: Shader, constants: ShaderConstants | undefined): Promise<Prepared> => ({
  module: await shaderModule(shader, constants),
  programs: new Map(),
})

function compileEntryPoint(shader: string, module: SpirvModule, name: string): Program {
  const entry = entryPointOf(shader, module, 'compute', name)
  return asShader(shader, () => compileProgram(shader, module, entry))
}

function runKernel(
  shader: string,
  kernel: Kernel,
  called: Pick<KernelCall, 'entryPoint' | 'workgroups'>,
  bindings: readonly (KernelBinding | KernelSampler)[],
): void {
  const resources = bindings.filter((binding): binding is KernelBinding => 'bytes' in binding)
  const call: KernelCall = {
    ...called,
    bindings: resources,
    bytes(group, binding) {
      const found = resources.find((candidate) => candidate.group === group && candidate.binding === binding)
      if (!found) throw new RangeError(`Nothing is bound at group ${group}, binding ${binding}`)
      return found.bytes
    },
  }
  let result: unknown
  try {
    result = promised(kernel(call) as unknown)
  } catch (cause) {
    throw kernelFailed(shader, threw(cause), cause)
  }
  if (!(result instanceof Promise)) return
  // Nobody waits for it; what it ends with is no error of the process.
  result.catch(() => undefined)
  throw kernelFailed(shader, 'returned a promise; a kernel has written its bytes when it returns')
}
