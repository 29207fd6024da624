/** Kernels that do what kernels may not, on the Dummy and in the reference alike: the run ends with an error that names pass and shader. */
import { execute, frameGraph, referenceRun, type Kernel } from 'memkit-gpu'
import { createDummyBackend } from 'memkit-gpu/dummy'
import { describe, expect, it } from 'vitest'

const graph = frameGraph()
  .buffer('n', { size: 16 })
  .shader('s')
  .compute('count', {
    shader: 's',
    workgroups: [1, 1, 1],
    bindings: [{ group: 0, binding: 0, use: 'n', as: 'storage', access: 'write' }],
  })
  .readback('n', { output: 'out' })
  .build()

const ways: Record<string, (kernel: Kernel) => Promise<unknown>> = {
  dummy: async (kernel) => execute(graph, createDummyBackend({ kernels: { s: kernel } })),
  reference: async (kernel) => referenceRun(graph, {}, { kernels: { s: kernel } }),
}

describe.each(Object.entries(ways))('%s', (_, run) => {
  const failed = (why: string) => ({
    code: 'KERNEL_FAILED',
    message: `Pass "count": the kernel of the shader "s" ${why}`,
    details: { pass: 'count', shader: 's' },
  })

  it('throws', async () => {
    const cause = new Error('no luck')
    await expect(
      run(() => {
        throw cause
      }),
    ).rejects.toMatchObject({ ...failed('threw: "no luck"'), cause })
  })

  it('asks for what is not bound', async () => {
    const kernel: Kernel = ({ bytes }) => void bytes(3, 0)
    await expect(run(kernel)).rejects.toMatchObject(failed('threw: "Nothing is bound at group 3, binding 0"'))
  })

  it('is asynchronous, and fails later', async () => {
    const late: unknown[] = []
    const listen = (reason: unknown) => void late.push(reason)
    process.on('unhandledRejection', listen)
    const kernel = (async () => Promise.reject(new Error('later'))) as unknown as Kernel
    await expect(run(kernel)).rejects.toMatchObject(
      failed('returned a promise; a kernel has written its bytes when it returns'),
    )
    await new Promise((resolve) => setTimeout(resolve, 10))
    process.off('unhandledRejection', listen)
    expect(late).toEqual([])
  })

  it('is none', async () => {
    await expect(run(3 as never)).rejects.toMatchObject({
      code: 'INVALID_OPTION',
      message: 'The option kernels["s"] must be a function, not 3 (kernels["s"])',
    })
  })
})

it('a shader that finds nothing bound is named with its pass', async () => {
  const wgsl =
    '@group(0) @binding(1) var<storage, read_write> n: array<u32>; @compute @workgroup_size(1) fn main() { n[0] = 1; }'
  const shaded = { ...graph, shaders: [{ id: 's', wgsl }] }
  const told = {
    message: 'Pass "count": the shader "s" does not fit what it is given: nothing is bound at group 0, binding 1',
  }
  await expect(execute(shaded, createDummyBackend())).rejects.toMatchObject(told)
  await expect(referenceRun(shaded, {})).rejects.toMatchObject(told)
})
