/** A compute entry point of a SPIR-V module as a function of workgroup counts and bound memory. */
import { unsupported } from '../../errors.ts'
import type { KernelBinding, KernelSampler } from '../kernel.ts'
import { bindResources } from './bind.ts'
import { generate, instantiator } from './generate.ts'
import type { EntryPoint, SpirvModule } from './module.ts'

export type Program = (
  workgroups: readonly [number, number, number],
  bindings: readonly (KernelBinding | KernelSampler)[],
) => void

/** Invocations of one dispatch that the CPU takes on. */
const mostInvocations = 2 ** 27

/** One invocation: its built-ins and private variables, each in an array of one element that pointers can refer to. */
type Invocation = Record<string, [unknown]>
interface Generated {
  /** Resets the variables of a workgroup. */
  group(): void
  /** Adds the private variables of an invocation. */
  own(invocation: Invocation): void
  main(invocation: Invocation): Generator<undefined> | undefined
}

/**
 * Translates an entry point. The code is built once; each call runs every invocation of every workgroup, in order of the local
 * index from barrier to barrier.
 * @throws MemkitError UNSUPPORTED naming what cannot be translated, MISSING_KERNEL where code may not be made at run time. A call
 *   throws UNSUPPORTED for a dispatch that would not end in any time worth waiting for.
 */
export function compileProgram(shader: string, module: SpirvModule, entry: EntryPoint): Program {
  const { code, slots, isGenerator } = generate(module, entry)
  const instantiate = instantiator<Generated>(shader, code)
  return (workgroups, bindings) => {
    const { resources, finish } = bindResources(shader, slots, bindings)
    if (countInvocations(shader, workgroups, entry.localSize) === 0) return
    runWorkgroups(instantiate(resources), workgroups, entry.localSize, isGenerator)
    finish()
  }
}

function countInvocations(shader: string, workgroups: readonly number[], localSize: readonly number[]): number {
  const invocations = [...workgroups, ...localSize].reduce((product, count) => product * count, 1)
  if (invocations > mostInvocations)
    throw unsupported(
      `A dispatch of ${JSON.stringify(shader)} with ${invocations} invocations (${workgroups.join(' × ')} workgroups of ${localSize.join(' × ')}) is not run on the CPU, which takes ${mostInvocations} at most`,
      { shader, invocations, limit: mostInvocations },
    )
  return invocations
}

function runWorkgroups(
  { group, own, main }: Generated,
  workgroups: readonly [number, number, number],
  [sizeX, sizeY, sizeZ]: readonly [number, number, number],
  hasBarriers: boolean,
): void {
  for (let wz = 0; wz < workgroups[2]; wz++)
    for (let wy = 0; wy < workgroups[1]; wy++)
      for (let wx = 0; wx < workgroups[0]; wx++) {
        group()
        const waiting: Generator<undefined>[] = []
        for (let z = 0, index = 0; z < sizeZ; z++)
          for (let y = 0; y < sizeY; y++)
            for (let x = 0; x < sizeX; x++, index++) {
              const invocation: Invocation = {
                numWorkgroups: [workgroups],
                workgroupId: [[wx, wy, wz]],
                localId: [[x, y, z]],
                globalId: [[wx * sizeX + x, wy * sizeY + y, wz * sizeZ + z]],
                localIndex: [index],
              }
              own(invocation)
              const running = main(invocation)
              if (hasBarriers) waiting.push(running!)
            }
        // Each turn runs every invocation to its next barrier; invocations that have returned are not waited for.
        for (let alive = waiting; alive.length > 0;) alive = alive.filter((running) => running.next().done !== true)
      }
}
