/**
 * Plans the frame, prints the plan, runs it and writes picture.png.
 *
 *     npm start             on the CPU, on every machine
 *     npm start -- webgpu   on a GPU, after npm install webgpu
 */
import { writeFile } from 'node:fs/promises'
import { encode } from 'fast-png'
import { createExecutor, formatPlan, planGraph } from 'memkit-gpu'
import { createDummyBackend } from 'memkit-gpu/dummy'
import { createWebGpuBackend } from 'memkit-gpu/webgpu'
import { makeFrame, triangle } from './frame.ts'

const [width, height] = [256, 256]
const backend = process.argv[2] === 'webgpu' ? await createWebGpuBackend() : createDummyBackend()

const plan = planGraph(makeFrame(width, height), backend.profile)
console.log(formatPlan(plan))

const executor = await createExecutor(plan, backend)
const { outputs } = await executor.run({ inputs: { triangle } })
await writeFile('picture.png', encode({ width, height, data: outputs['picture']!, channels: 4 }))
console.log('wrote picture.png')

await executor.destroy()
await backend.destroy()
