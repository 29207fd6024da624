/** Plans that call different code by the same shader id, and what they must answer. */
import { createExecutor } from '../../src/executor/index.ts'
import type { Backend } from '../../src/backends/backend.ts'
import { parseGraph, planGraph, type FrameGraph } from '../../src/index.ts'

/** Writes the number to all four words. */
export const writesNumber = (number: number): FrameGraph =>
  parseGraph({
    version: 1,
    resources: [{ id: 'words', kind: 'buffer', size: 16 }],
    shaders: [
      {
        id: 'shader',
        wgsl: `@group(0) @binding(0) var<storage, read_write> words: array<u32, 4>;
@compute @workgroup_size(4) fn main(@builtin(local_invocation_index) i: u32) { words[i] = ${number}u; }`,
      },
    ],
    passes: [
      {
        id: 'write',
        kind: 'compute',
        shader: 'shader',
        entryPoint: 'main',
        workgroups: [1, 1, 1],
        bindings: [{ group: 0, binding: 0, use: 'words', as: 'storage', access: 'write' }],
      },
      { id: 'read', kind: 'readback', from: 'words', output: 'words' },
    ],
  })

const numberIn = ({ outputs }: { readonly outputs: Readonly<Record<string, Uint8Array>> }): number =>
  new Uint32Array(outputs['words']!.slice().buffer)[3]!

/** Two plans open at a time on one backend, each run twice, in turns. */
export async function numbersOfTwoPlans(backend: Backend): Promise<number[]> {
  const plan = (number: number) => planGraph(writesNumber(number), backend.profile)
  const one = await createExecutor(plan(1), backend)
  const two = await createExecutor(plan(2), backend)
  const seen = [await one.run(), await two.run(), await one.run(), await two.run()].map(numberIn)
  await Promise.all([one.destroy(), two.destroy()])
  return seen
}

/** One executor, whose plan is exchanged for one with other code and back. */
export async function numbersAcrossUpdates(backend: Backend): Promise<number[]> {
  const plan = (number: number) => planGraph(writesNumber(number), backend.profile)
  const executor = await createExecutor(plan(1), backend)
  const seen = [numberIn(await executor.run())]
  for (const number of [2, 1]) {
    await executor.update(plan(number))
    seen.push(numberIn(await executor.run()))
  }
  await executor.destroy()
  return seen
}

export { numberIn }
