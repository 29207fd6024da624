/** The program of the page: the frame of examples/deferred on a canvas, and beside it the inspector, which follows each run. */
import { createExecutor, parseGraph, planGraph, type BodyContext, type Executor, type FrameGraph } from 'memkit-gpu'
import { mountInspector, type MountedInspector } from 'memkit-gpu/inspect'
import { createWebGpuBackend, type WebGpuTextureSlice } from 'memkit-gpu/webgpu'
import { packFrame } from '../deferred/frame.ts'
import { makeGeometry } from '../deferred/geometry.ts'
import { deferredGraph } from '../deferred/graph.ts'
import { describeTargets, type Size } from '../deferred/passes.ts'
import { startPage } from '../support/page/start.ts'

const geometry = makeGeometry()

/** The picture goes to the canvas instead of the program. */
function frameGraph(size: Size): FrameGraph {
  const graph = deferredGraph(size, geometry)
  return parseGraph({
    ...graph,
    passes: [
      ...graph.passes.filter(({ kind }) => kind !== 'readback'),
      {
        id: 'present',
        kind: 'custom',
        uses: [{ use: 'picture', as: 'copy-src' }],
        body: 'present',
        sideEffects: true,
      },
    ],
  })
}

await startPage(async (canvas) => {
  const backend = await createWebGpuBackend({ timings: 'passes' })
  const context = canvas.getContext('webgpu')!
  context.configure({
    device: backend.device,
    format: 'rgba8unorm',
    usage: GPUTextureUsage.RENDER_ATTACHMENT | GPUTextureUsage.COPY_DST,
  })
  const bodies = {
    present({ native, slices }: BodyContext) {
      const [picture] = slices['picture'] as [WebGpuTextureSlice]
      const texture = context.getCurrentTexture()
      const encoder = native as GPUCommandEncoder
      encoder.copyTextureToTexture({ texture: picture.texture }, { texture }, [texture.width, texture.height])
    },
  }
  const beside = document.querySelector('#inspector')!
  let size: Size = { width: 1, height: 1 }
  let executor: Executor | undefined
  let inspector: MountedInspector | undefined
  let frame = 0

  return {
    device: backend.device,
    resize(width, height) {
      size = { width, height }
      Object.assign(canvas, size)
    },
    async draw() {
      const graph = frameGraph(size)
      const plan = planGraph(graph, backend.profile)
      if (plan.hash !== executor?.plan.hash) {
        if (executor) await executor.update(plan)
        else executor = await createExecutor(plan, backend, { timings: 'passes' })
        inspector?.remove()
        inspector = mountInspector(beside, plan, { graph })
      }
      const inputs = {
        frame: packFrame(frame++, size, describeTargets(size)['shadow']!.size[0]),
        vertices: geometry.vertices,
      }
      await executor.run({ inputs, bodies, onInspect: (state) => inspector!.show(state) })
    },
  }
})
