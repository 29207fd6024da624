/** Random triangles, states and formats are drawn by the CPU as by WebGPU; `npx tsx scripts/random-drawings.ts` draws more. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeGpu } from '../support/gpu/describe-gpu.ts'
import { compareDrawings } from '../support/gpu/compare-drawings.ts'

const count = 15
const first = Number(process.env['MEMKIT_SEED'] ?? 1) || 1

await describeGpu('webgpu', 'random drawings', ({ gpu }) => {
  let device: GPUDevice
  beforeAll(async () => {
    device = await (await gpu.requestAdapter())!.requestDevice()
  })
  afterAll(() => device.destroy())

  it('are alike on all but one texel in a thousand', { timeout: 120_000 }, async () => {
    for (let seed = first; seed < first + count; seed++) expect(await compareDrawings(device, seed)).toEqual([])
  })
})
