/** Inputs written where they are uploaded from, and outputs read where they came: the executor's own staging, imported by the device. */
import { expect, it } from 'vitest'
import { createExecutor } from '../../src/executor/index.ts'
import { parseGraph } from '../../src/graph/parse.ts'
import { planGraph } from '../../src/planner/index.ts'
import { describeGpu } from '../support/gpu/describe-gpu.ts'
import { vulkanSuite } from '../support/gpu/vulkan-suite.ts'

const graph = parseGraph({
  version: 1,
  name: 'in place',
  resources: [
    { id: 'a', kind: 'buffer', size: 4096, lifetime: 'persistent' },
    { id: 'b', kind: 'buffer', size: 4096, lifetime: 'persistent' },
    { id: 'c', kind: 'buffer', size: 100 },
  ],
  passes: [
    { id: 'load a', kind: 'upload', to: 'a', input: { name: 'both', offset: 0 } },
    { id: 'load b', kind: 'upload', to: 'b', input: { name: 'both', offset: 4096 } },
    { id: 'load c', kind: 'upload', to: 'c', input: 'c' },
    { id: 'get a', kind: 'readback', from: 'a', output: 'a' },
    { id: 'get b', kind: 'readback', from: 'b', output: 'b' },
    { id: 'get c', kind: 'readback', from: 'c', output: 'c' },
  ],
})
const noise = (bytes: number, seed: number) =>
  Uint8Array.from({ length: bytes }, (_, i) => Math.imul(i + seed, 0x9e3779b1) >>> 24)

await describeGpu('vulkan', 'inputs and outputs in place on Vulkan', (driver) => {
  const suite = vulkanSuite(driver)
  const open = () => createExecutor(planGraph(graph, suite.backend.profile), suite.backend)

  it('reach the device without a copy, run after run, mixed with inputs that are copied', async () => {
    const executor = await open()
    const both = [executor.allocateInput('both'), executor.allocateInput('both')]
    expect(executor.allocateInput('both')).toBe(both[0])
    // Both are parts of the one memory that all staging lies in; SwiftShader imports none, and gets ordinary memory.
    expect(both[0]!.buffer === both[1]!.buffer).toBe(driver.driver !== 'swiftshader')
    for (let run = 0; run < 6; run++) {
      const memory = both[run % 2]!
      const bytes = noise(8192, run * 3)
      memory.set(bytes)
      const { outputs } = await executor.run({ inputs: { both: memory, c: noise(100, run) } })
      expect(outputs['a']).toEqual(bytes.slice(0, 4096))
      expect(outputs['b']).toEqual(bytes.slice(4096))
      expect(outputs['c']).toEqual(noise(100, run))
    }
    // A typed array over the same memory is the same input.
    const words = new Uint32Array(both[0]!.buffer, both[0]!.byteOffset, 2048).fill(0xc0ffee)
    const { outputs } = await executor.run({ inputs: { both: words, c: new Uint8Array(100) } })
    expect(new Uint32Array(outputs['a']!.buffer)).toEqual(new Uint32Array(1024).fill(0xc0ffee))
    await executor.destroy()
    // What is kept too long is harmless.
    both[0]!.fill(1)
  })

  it('outputs come without a copy, to the memory of the frames in turn, mixed with outputs that are copied', async () => {
    const executor = await open()
    const outputs = ['a', 'b'].map((name) => [executor.allocateOutput(name), executor.allocateOutput(name)])
    const [a, b] = outputs as [Uint8Array[], Uint8Array[]]
    expect(executor.allocateOutput('a')).toBe(a[0])
    expect(a[0]!.buffer === a[1]!.buffer).toBe(driver.driver !== 'swiftshader')
    for (let run = 0; run < 6; run++) {
      const both = noise(8192, run * 5)
      const turn = run % 2
      const result = await executor.run({
        inputs: { both, c: noise(100, run) },
        outputs: run < 4 ? { a: a[turn]!, b: b[turn]! } : { b: b[turn]! },
      })
      expect(result.outputs['a']).toEqual(both.slice(0, 4096))
      if (run < 4) expect(result.outputs['a']!.byteOffset).toBe(a[turn]!.byteOffset)
      expect(b[turn]).toEqual(both.slice(4096))
      expect(result.outputs['c']).toEqual(noise(100, run))
    }
    const overlapping = [0, 1].map((turn, run) =>
      executor
        .run({ inputs: { both: noise(8192, run), c: new Uint8Array(100) }, outputs: { a: a[turn]! } })
        .then(() => a[turn]!.slice()),
    )
    for (const [run, bytes] of (await Promise.all(overlapping)).entries())
      expect(bytes).toEqual(noise(8192, run).slice(0, 4096))
    const mixed = executor.run({
      inputs: { both: new Uint8Array(8192), c: new Uint8Array(100) },
      outputs: { a: a[0]!, b: b[1]! },
    })
    if (driver.driver === 'swiftshader') await mixed
    else await expect(mixed).rejects.toMatchObject({ code: 'INVALID_OUTPUT' })
    expect(() => executor.allocateOutput('aa')).toThrow('did you mean "a"')
    await executor.destroy()
    // What is kept too long is harmless.
    a[0]!.fill(1)
  })

  it('overlap: runs that take turns with the memory of two frames are in flight together', async () => {
    const executor = await open()
    const turns = [0, 1].map((turn) => {
      const memory = executor.allocateInput('both')
      memory.set(noise(8192, turn))
      return executor.run({ inputs: { both: memory, c: new Uint8Array(100) } })
    })
    const results = await Promise.all(turns)
    results.forEach(({ outputs }, turn) => expect(outputs['a']).toEqual(noise(8192, turn).slice(0, 4096)))
    await executor.destroy()
  })

  it('are refused by name where they cannot be', async () => {
    const executor = await open()
    expect(() => executor.allocateInput('bth')).toThrow(expect.objectContaining({ code: 'SURPLUS_INPUT' }))
    await executor.destroy()
    expect(() => executor.allocateInput('both')).toThrow(expect.objectContaining({ code: 'DESTROYED' }))
  })
})
