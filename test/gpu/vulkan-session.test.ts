import { afterEach, expect, it } from 'vitest'
import { createVulkanBackend, type DebugMessage, type VulkanBackend } from '../../src/backends/vulkan/index.ts'
import { describeGpu } from '../support/gpu/describe-gpu.ts'
import { device, handPlan, readback, upload } from '../support/hand-plan.ts'
import { runSession } from '../support/run-session.ts'

const double = /* wgsl */ `
@group(0) @binding(0) var<storage, read_write> data: array<u32>;
@compute @workgroup_size(64, 1, 1)
fn main(@builtin(global_invocation_id) at: vec3u) {
  if (at.x < arrayLength(&data)) { data[at.x] = data[at.x] * 2u; }
}`

const uploadDoubleRead = handPlan({
  heaps: [upload(256), device(256), readback(256)],
  shaders: [{ id: 'double', wgsl: double }],
  submissions: [
    [
      { op: 'copy', from: 0, to: 1, regions: [[0, 0, 256]], passes: ['load'] },
      { op: 'barrier', before: ['copy-write'], after: ['storage-read', 'storage-write'] },
      {
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
      },
      { op: 'barrier', before: ['storage-write'], after: ['copy-read'] },
      { op: 'copy', from: 1, to: 2, regions: [[0, 0, 256]], passes: ['get'] },
    ],
  ],
})

await describeGpu('vulkan', 'a Vulkan session', ({ loader, validationLayers }) => {
  const messages: DebugMessage[] = []
  let backend: VulkanBackend | undefined
  const open = async () =>
    (backend = await createVulkanBackend({
      loader,
      validation: validationLayers && ((message) => void messages.push(message)),
    }))
  afterEach(async () => {
    await backend?.destroy()
    backend = undefined
    expect(messages.splice(0)).toEqual([])
  })

  it('uploads, dispatches and reads back; a warm run records and allocates nothing', async () => {
    const backend = await open()
    const session = await backend.open(uploadDoubleRead, { framesInFlight: 2 })
    const words = Uint32Array.from({ length: 64 }, (_, i) => i * 3)
    const before = { ...backend.counts }
    for (let run = 0; run < 5; run++) {
      const { out0 } = await runSession(session, uploadDoubleRead, {
        run,
        frame: run % 2,
        inputs: { in0: new Uint8Array(words.buffer) },
      })
      expect(new Uint32Array(out0!.buffer)).toEqual(words.map((word) => word * 2))
    }
    expect(backend.counts).toEqual({ ...before, submissions: before.submissions + 5 })
    await session.destroy()
    expect(Object.values(backend.liveObjects()).every((count) => count === 0)).toBe(true)
  })
})
