/** A GPU for the examples: a real one where there is one, else SwiftShader from npm, as the tests have it. */
import { createWebGpuBackend } from 'memkit-gpu/webgpu'
import { getGpu } from '../../test/support/gpu/index.ts'

export type WebGpuBackend = Awaited<ReturnType<typeof createWebGpuBackend>>

/** WebGPU and what it runs on, or why this machine has none. */
export type OpenedGpu =
  | { readonly backend: WebGpuBackend; readonly runsOn: string }
  | { readonly backend: undefined; readonly reason: string }

export async function openWebGpu(): Promise<OpenedGpu> {
  if (process.env['NO_GPU']) return { backend: undefined, reason: 'NO_GPU is set in the environment' }
  try {
    const { gpu, runsOn } = await getGpu()
    return { backend: await createWebGpuBackend({ gpu }), runsOn }
  } catch (error) {
    return { backend: undefined, reason: error instanceof Error ? error.message : String(error) }
  }
}
