/** A compute entry point of a SPIR-V module as a function of workgroup counts and bound memory. */
import { notOnCpu } from '../../errors.ts'
import type { KernelBinding, KernelSampler } from '../kernel.ts'
import { bindResources } from './bind.ts'
import { generate, instantiator } from './generate.ts'
import type { EntryPoint, SpirvModule } from './module.ts'

type Triple = readonly [x: number, y: number, z: number]

export type Program = (workgroups: Triple, bindings: readonly (KernelBinding | KernelSampler)[]) => void

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
  const { code, slots } = generate(module, entry)
  const instantiate = instantiator<Generated>(shader, code)
  return (workgroups, bindings) => {
    const { resources, finish } = bindResources(shader, slots, bindings)
    if (countInvocations(shader, workgroups, entry.localSize) === 0) return
    runWorkgroups(instantiate(resources), workgroups, entry.localSize)
    finish()
  }
}

function countInvocations(shader: string, workgroups: readonly number[], localSize: readonly number[]): number {
  const invocations = [...workgroups, ...localSize].reduce((product, count) => product * count, 1)
  if (invocations > mostInvocations)
    throw notOnCpu(
      `A dispatch of ${JSON.stringify(shader)} with ${invocations} invocations (${workgroups.join(' × ')} workgroups of ${localSize.join(' × ')}) is not run on the CPU, which takes ${mostInvocations} at most`,
      { shader, invocations, limit: mostInvocations },
    )
  return invocations
}

function runWorkgroups(program: Generated, workgroups: Triple, localSize: Triple): void {
  for (let z = 0; z < workgroups[2]; z++)
    for (let y = 0; y < workgroups[1]; y++)
      for (let x = 0; x < workgroups[0]; x++) {
        program.group()
        runToEnd(startInvocations(program, workgroups, [x, y, z], localSize))
      }
}

/** Starts every invocation of a workgroup. @returns those that stop at barriers; they have not begun yet, and the others have ended */
function startInvocations(
  { own, main }: Generated,
  workgroups: Triple,
  workgroup: Triple,
  [sizeX, sizeY, sizeZ]: Triple,
): Generator<undefined>[] {
  const [groupX, groupY, groupZ] = workgroup
  const running: Generator<undefined>[] = []
  for (let z = 0, index = 0; z < sizeZ; z++)
    for (let y = 0; y < sizeY; y++)
      for (let x = 0; x < sizeX; x++, index++) {
        const invocation: Invocation = {
          numWorkgroups: [workgroups],
          workgroupId: [[groupX, groupY, groupZ]],
          localId: [[x, y, z]],
          globalId: [[groupX * sizeX + x, groupY * sizeY + y, groupZ * sizeZ + z]],
          localIndex: [index],
        }
        own(invocation)
        const stopping = main(invocation)
        if (stopping) running.push(stopping)
      }
  return running
}

/** Each turn runs every invocation to its next barrier; invocations that have returned are not waited for. */
function runToEnd(invocations: Generator<undefined>[]): void {
  for (let alive = invocations; alive.length > 0;) alive = alive.filter((one) => one.next().done !== true)
}
