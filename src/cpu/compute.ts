/** Compute passes on the CPU: a JavaScript kernel where one is registered for the shader, else the shader itself, translated. */
import { missingKernel } from '../errors.ts'
import type { Shader } from '../graph/document.ts'
import type { Kernel, KernelBinding, Kernels, KernelSampler } from './kernel.ts'

export interface ComputeRunner {
  /**
   * Makes ready every shader that has no kernel. Call it before `run`; shaders that are ready stay so.
   * @throws MemkitError MISSING_KERNEL or SHADER_FAILED.
   */
  prepare(shaders: readonly Shader[]): Promise<void>
  /** Runs one dispatch to its end. @throws MemkitError MISSING_KERNEL for a shader that was not prepared. */
  run(
    shader: string,
    entryPoint: string,
    workgroups: readonly [number, number, number],
    bindings: readonly (KernelBinding | KernelSampler)[],
  ): void
}

export interface ComputeRunnerOptions {
  /** By shader id; these come before the shader's own code. */
  readonly kernels?: Kernels | undefined
}

export function createComputeRunner({ kernels = {} }: ComputeRunnerOptions = {}): ComputeRunner {
  // A Map, so that a shader called "constructor" finds no method of Object.prototype.
  const registered = new Map<string, Kernel>(Object.entries(kernels))
  return {
    async prepare(shaders) {
      for (const shader of shaders) {
        if (!registered.has(shader.id)) throw missingKernel(shader.id, 'it has no JavaScript kernel')
      }
    },
    run(shader, entryPoint, workgroups, bindings) {
      const kernel = registered.get(shader)
      if (!kernel) throw missingKernel(shader, 'it was not prepared')
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
    },
  }
}
