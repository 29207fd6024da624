/**
 * Loads the scene and says what that took.
 *
 *     npm start             on the CPU, on every machine
 *     npm start -- webgpu   on a GPU, after npm install webgpu
 */
import { createExecutor, formatPlan, planGraph } from 'memkit-gpu'
import { createDummyBackend } from 'memkit-gpu/dummy'
import { createWebGpuBackend } from 'memkit-gpu/webgpu'
import { inputs, readScene } from './scene.ts'

const backend = process.argv[2] === 'webgpu' ? await createWebGpuBackend() : createDummyBackend()

const plan = planGraph(await readScene(), backend.profile)
console.log(formatPlan(plan))

const executor = await createExecutor(plan, backend)
const { outputs } = await executor.run({ inputs })
console.log(`${plan.report.transfers.bytesMoved} bytes moved in ${plan.report.submissions.count} submission`)
console.log(`the texture's average: ${outputs['average']!.join(' ')}`)

await executor.destroy()
await backend.destroy()
