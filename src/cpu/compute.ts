/** Compute passes on the CPU: a JavaScript kernel where one is registered for the shader, else the shader itself, translated. */
import { missingKernel } from '../errors.ts'
import type { Shader } from '../graph/document.ts'
import type { Kernel, KernelBinding, Kernels, KernelSampler } from './kernel.ts'
import { asShader, entryPointOf, shaderWords } from './shader.ts'
import { readModule, type SpirvModule } from './spirv/module.ts'
import { compileProgram, type Program } from './spirv/program.ts'

/** Prepares the shaders of a plan, and may be used for one plan after another. */
export interface Compute {
  /**
   * Compiles every shader that has no kernel. The runner knows these shaders and no others, because an id means something
   * within one plan only. Code that was seen before, in this plan or another, is not compiled again.
   * @throws MemkitError MISSING_KERNEL where a shader has neither kernel nor code, or its compiler is not installed;
   * SHADER_FAILED where the code does not compile.
   */
  prepare(shaders: readonly Shader[]): Promise<ComputeRunner>
}

export interface ComputeRunner {
  /**
   * Runs one dispatch to its end.
   * @throws MemkitError MISSING_KERNEL for a shader that was not prepared, SHADER_FAILED for an unknown entry point or bindings
   *   that do not fit, UNSUPPORTED for code that is not translated.
   */
  run(
    shader: string,
    entryPoint: string,
    workgroups: readonly [number, number, number],
    bindings: readonly (KernelBinding | KernelSampler)[],
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
  const kept = new Map<string, Prepared>()
  const prepareShader = async (shader: Shader): Promise<Prepared> => {
    const key = contentOf(shader)
    const ready = kept.get(key) ?? (await readShader(shader))
    kept.delete(key)
    kept.set(key, ready)
    if (kept.size > mostKept) kept.delete(kept.keys().next().value!)
    return ready
  }
  return {
    async prepare(shaders) {
      const prepared = new Map<string, Prepared>()
      for (const shader of shaders) if (!registered.has(shader.id)) prepared.set(shader.id, await prepareShader(shader))
      return createRunner(registered, prepared)
    },
  }
}

/** The cache key of a shader. It contains the id because errors name it. */
const contentOf = ({ id, wgsl, spirv }: Shader): string => JSON.stringify([id, wgsl ?? null, spirv ?? null])

function createRunner(registered: ReadonlyMap<string, Kernel>, prepared: ReadonlyMap<string, Prepared>): ComputeRunner {
  return {
    run(shader, entryPoint, workgroups, bindings) {
      const kernel = registered.get(shader)
      if (kernel) return runKernel(kernel, entryPoint, workgroups, bindings)
      const ready = prepared.get(shader)
      if (!ready) throw missingKernel(shader, 'it was not prepared')
      let program = ready.programs.get(entryPoint)
      if (!program) ready.programs.set(entryPoint, (program = compileEntryPoint(shader, ready.module, entryPoint)))
      const compiled = program
      asShader(shader, () => compiled(workgroups, bindings))
    },
  }
}

async function readShader(shader: Shader): Promise<Prepared> {
  const words = await shaderWords(shader)
  return { module: asShader(shader.id, () => readModule(words)), programs: new Map() }
}

function compileEntryPoint(shader: string, module: SpirvModule, name: string): Program {
  const entry = entryPointOf(shader, module, 'compute', name)
  return asShader(shader, () => compileProgram(shader, module, entry))
}

function runKernel(
  kernel: Kernel,
  entryPoint: string,
  workgroups: readonly [number, number, number],
  bindings: readonly (KernelBinding | KernelSampler)[],
): void {
  const resources = bindings.filter((binding): binding is KernelBinding => 'bytes' in binding)
  kernel({
    entryPoint,
    workgroups,
    bindings: resources,
    bytes(group, binding) {
      const found = resources.find((candidate) => candidate.group === group && candidate.binding === binding)
      if (!found) throw new RangeError(`Nothing is bound at group ${group}, binding ${binding}`)
      return found.bytes
    },
  })
}
