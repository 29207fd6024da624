/** Plans written by hand on Vulkan: what is recorded once, what bytes move, and what a missing barrier does. */
import { describe, expect, it } from 'vitest'
import type { Command, Plan } from '../../src/plan/document.ts'
import { createExecutor } from '../../src/executor/index.ts'
import { describeGpu } from '../support/gpu/describe-gpu.ts'
import { vulkanSuite } from '../support/gpu/vulkan-suite.ts'
import { device, handPlan, readback, upload } from '../support/hand-plan.ts'
import { runSession, type SessionRun } from '../support/run-session.ts'

const double = /* wgsl */ `
@group(0) @binding(0) var<storage, read_write> data: array<u32>;
@compute @workgroup_size(64, 1, 1)
fn main(@builtin(global_invocation_id) at: vec3u) {
  if (at.x < arrayLength(&data)) { data[at.x] = data[at.x] * 2u; }
}`

const dispatch: Command = {
  op: 'dispatch',
  shader: 'double',
  entryPoint: 'main',
  workgroups: [1, 1, 1],
  bindings: [
    {
      group: 0,
      binding: 0,
      resource: 'data',
      slice: { heap: 1, offset: 0, size: 256 },
      as: 'storage',
      access: 'read-write',
    },
  ],
  passes: ['double'],
}
const load: Command = { op: 'copy', from: 0, to: 1, regions: [[0, 0, 256]], passes: ['load'] }
const get: Command = { op: 'copy', from: 1, to: 2, regions: [[0, 0, 256]], passes: ['get'] }
const uploadDoubleRead = (commands: Command[]): Plan =>
  handPlan({
    heaps: [upload(256), device(256), readback(256)],
    shaders: [{ id: 'double', wgsl: double }],
    submissions: [commands],
  })
const planned = uploadDoubleRead([
  load,
  { op: 'barrier', before: ['copy-write'], after: ['storage-read', 'storage-write'] },
  dispatch,
  { op: 'barrier', before: ['storage-write'], after: ['copy-read'] },
  get,
])
const words = Uint32Array.from({ length: 64 }, (_, i) => i * 3)
const noise = (bytes: number, seed = 1) =>
  Uint8Array.from({ length: bytes }, (_, i) => Math.imul(i + seed, 0x9e3779b1) >>> 24)

await describeGpu('vulkan', 'a Vulkan session', (driver) => {
  const suite = vulkanSuite(driver)

  const run = async (plan: Plan, options: SessionRun = {}) => {
    const session = await suite.backend.open(plan, { framesInFlight: 2 })
    try {
      return await runSession(session, plan, options)
    } finally {
      await session.destroy()
    }
  }

  it('uploads, dispatches and reads back; 10^3 warm runs record, allocate and make nothing', async () => {
    const { backend } = suite
    const session = await backend.open(planned, { framesInFlight: 2 })
    const before = { ...backend.counts }
    const live = backend.liveObjects()
    const runs = Number(process.env['WARM_RUNS'] ?? 1000)
    for (let run = 0; run < runs; run++) {
      const { out0 } = await runSession(session, planned, {
        run,
        frame: run % 2,
        inputs: { in0: new Uint8Array(words.buffer) },
      })
      if (run % 100 === 0) expect(new Uint32Array(out0!.buffer)).toEqual(words.map((word) => word * 2))
    }
    expect(backend.counts).toEqual({ ...before, submissions: before.submissions + runs })
    expect(backend.liveObjects()).toEqual(live)
    await session.destroy()
  }, 120_000)

  describe.skipIf(!driver.validationLayers)('under synchronization validation', () => {
    it.each([
      ['the barrier before the dispatch', [load, dispatch, planned.submissions[0]!.commands[3]!, get]],
      ['the barrier behind it', [load, planned.submissions[0]!.commands[1]!, dispatch, get]],
    ])('the layer complains when %s is taken out of the plan', async (_, commands) => {
      await run(uploadDoubleRead(commands), { inputs: { in0: new Uint8Array(words.buffer) } })
      const hazards = new Set(suite.messages.splice(0).map(({ id }) => id))
      expect([...hazards].every((id) => id.startsWith('SYNC-HAZARD'))).toBe(true)
      expect(hazards.size).toBeGreaterThan(0)
    })
  })

  it('F9, F15: fills any range with the pattern turned to where it starts', async () => {
    const ranges = [
      [0, 64],
      [65, 1],
      [67, 2],
      [71, 9],
      [82, 6],
      [90, 38],
      [131, 125],
    ] as const
    const plan = handPlan({
      heaps: [device(256), readback(256)],
      submissions: [
        [
          ...ranges.map(([offset, size]): Command => {
            return { op: 'fill', heap: 0, offset, size, value: 0x04030201, passes: [] }
          }),
          { op: 'barrier', before: ['copy-write'], after: ['copy-read'] },
          { op: 'copy', from: 0, to: 1, regions: [[0, 0, 256]], passes: [] },
        ],
      ],
    })
    const wanted = new Uint8Array(256)
    for (const [offset, size] of ranges) for (let i = 0; i < size; i++) wanted[offset + i] = (i % 4) + 1
    expect((await run(plan)).out0).toEqual(wanted)
  })

  it('scatters regions of every size and alignment, byte-exact, also where they meet in one word', async () => {
    const regions: [number, number, number][] = []
    let to = 3
    for (let i = 0; i < 200; i++) {
      const size = 1 + ((i * 7) % 53)
      regions.push([(i * 131) % 4000, to, size])
      to += size + (i % 3)
    }
    // One that many workgroups share, with source and destination apart by every remainder of 16.
    for (let shift = 0; shift < 16; shift++) regions.push([5 + shift, 16384 + shift * 40000, 33_333])
    const sizeBytes = 16384 + 16 * 40000
    const plan = handPlan({
      heaps: [upload(40_000), device(40_000), device(sizeBytes), readback(sizeBytes)],
      submissions: [
        [
          { op: 'copy', from: 0, to: 1, regions: [[0, 0, 40_000]], passes: [] },
          { op: 'barrier', before: ['copy-write'], after: ['copy-read'] },
          { op: 'fill', heap: 2, offset: 0, size: sizeBytes, value: 0xaaaaaaaa, passes: [] },
          { op: 'barrier', before: ['copy-write'], after: ['copy-write'] },
          { op: 'scatter', from: 1, to: 2, regions, passes: [] },
          { op: 'barrier', before: ['copy-write'], after: ['copy-read'] },
          { op: 'copy', from: 2, to: 3, regions: [[0, 0, sizeBytes]], passes: [] },
        ],
      ],
    })
    const input = noise(40_000)
    const wanted = new Uint8Array(sizeBytes).fill(0xaa)
    for (const [from, at, size] of regions) wanted.set(input.subarray(from, from + size), at)
    const { out0 } = await run(plan, { inputs: { in0: input } })
    expect(Buffer.compare(out0!, wanted)).toBe(0)
  })

  it('scatters straight from staging to staging', async () => {
    const regions = Array.from({ length: 32 }, (_, i): [number, number, number] => [i * 32, (31 - i) * 32, 31])
    const plan = handPlan({
      heaps: [upload(1024), readback(1024)],
      submissions: [[{ op: 'scatter', from: 0, to: 1, regions, passes: [] }]],
    })
    const input = noise(1024)
    const { out0 } = await run(plan, { inputs: { in0: input } })
    for (const [from, to, size] of regions) expect(out0!.slice(to, to + size)).toEqual(input.slice(from, from + size))
  })

  it('F71: a shader that does not compile is SHADER_FAILED with the message of the compiler; one that lacks a binding is refused', async () => {
    const broken = handPlan({
      heaps: [upload(256), device(256)],
      shaders: [{ id: 'double', wgsl: 'fn main( {' }],
      submissions: [[dispatch]],
    })
    await expect(run(broken)).rejects.toMatchObject({
      code: 'SHADER_FAILED',
      message: expect.stringContaining('expected'),
    })
    const unbound = handPlan({
      heaps: [upload(256), device(256)],
      shaders: [{ id: 'double', wgsl: double }],
      submissions: [[{ ...dispatch, bindings: [] }]],
    })
    await expect(run(unbound)).rejects.toMatchObject({
      code: 'SHADER_FAILED',
      message: expect.stringMatching(/group 0, binding 0, which pass "\w+" does not bind/),
    })
  })

  it('F10: a heap above the limit is refused by name before anything is made', async () => {
    const before = { ...suite.backend.counts }
    const plan = handPlan({ heaps: [device(suite.backend.profile.limits.maxBufferBytes + 16)], submissions: [[]] })
    await expect(createExecutor(plan, suite.backend)).rejects.toMatchObject({
      code: 'OVER_LIMIT',
      message: expect.stringContaining('maxBufferBytes'),
    })
    expect(suite.backend.counts).toEqual(before)
  })

  it('F52: hundreds of heaps share a few allocations', async () => {
    const before = suite.backend.counts.allocations
    await run(handPlan({ heaps: Array.from({ length: 300 }, () => device(1024)), submissions: [[]] }))
    expect(suite.backend.counts.allocations - before).toBeLessThan(4)
  })

  it('F77, F79: a session is destroyed once, waits for its work, and says so afterwards', async () => {
    const session = await suite.backend.open(planned, { framesInFlight: 1 })
    const context = { run: 0, frame: 0, bodies: {}, imports: {} }
    session.beginWrite(0, 0)
    await session.submit(context, 0)
    await Promise.all([session.destroy(), session.destroy()])
    expect(() => session.submit(context, 0)).toThrow(expect.objectContaining({ code: 'DESTROYED' }))
    expect(() => session.beginWrite(0, 0)).toThrow(expect.objectContaining({ code: 'DESTROYED' }))
  })
})
