/** What a page does with the canvas, with frames of videos and with images: a program of a user, whose answers are plain data. */
import { createExecutor, execute, frameGraph, isMemkitError, planGraph, type RunOptions } from 'memkit-gpu'
import { createDummyBackend } from 'memkit-gpu/dummy'
import { createWebGpuBackend } from 'memkit-gpu/webgpu'

const size = 16
const bytes = size * size * 4
const coloured = (red: number, green: number, blue: number) =>
  Uint8Array.from({ length: bytes }, (_, i) => [red, green, blue, 255][i % 4]!)

const codeOf = (run: Promise<unknown>): Promise<string> =>
  run.then(
    () => 'no error',
    (error: unknown) => (isMemkitError(error) ? `${error.code} ${error.message}` : String(error)),
  )

/** Reads a texture back, by work that is submitted in this task. */
function copied(device: GPUDevice, texture: GPUTexture): Promise<number[]> {
  const buffer = device.createBuffer({ size: 256 * size, usage: GPUBufferUsage.COPY_DST | GPUBufferUsage.MAP_READ })
  const encoder = device.createCommandEncoder()
  encoder.copyTextureToBuffer({ texture }, { buffer, bytesPerRow: 256 }, [size, size])
  device.queue.submit([encoder.finish()])
  return buffer.mapAsync(GPUMapMode.READ).then(() => [...new Uint8Array(buffer.getMappedRange(), 0, 4)])
}

const toCanvas = frameGraph('canvas')
  .texture('canvas', { format: 'rgba8unorm', size: [size, size], lifetime: 'imported' })
  .upload('canvas', { input: 'pixels' })
  .build()

async function canvas() {
  const backend = await createWebGpuBackend()
  const { device } = backend
  const element = document.createElement('canvas')
  element.width = element.height = size
  document.body.append(element)
  const context = element.getContext('webgpu')!
  const usage = GPUTextureUsage.COPY_DST | GPUTextureUsage.COPY_SRC | GPUTextureUsage.RENDER_ATTACHMENT
  context.configure({ device, format: 'rgba8unorm', usage })
  const executor = await createExecutor(planGraph(toCanvas, backend.profile), backend, { framesInFlight: 1 })
  const flat = new OffscreenCanvas(size, size).getContext('2d', { willReadFrequently: true })!
  const frames = []
  for (let frame = 1; frame <= 4; frame++) {
    await new Promise((resolve) => requestAnimationFrame(resolve))
    const texture = context.getCurrentTexture()
    const run = executor.run({ inputs: { pixels: coloured(50 * frame, 0, 9) }, imports: { canvas: texture } })
    // Another engine, in the same task: it sees what the run wrote, and draws over it.
    const seen = copied(device, texture)
    const encoder = device.createCommandEncoder()
    const colorAttachments = [
      {
        view: texture.createView(),
        loadOp: 'clear',
        storeOp: 'store',
        clearValue: { r: 0, g: 1, b: frame / 5, a: 1 },
      } as const,
    ]
    encoder.beginRenderPass({ colorAttachments }).end()
    device.queue.submit([encoder.finish()])
    flat.drawImage(element, 0, 0)
    await run
    frames.push({ seen: await seen, shown: [...flat.getImageData(0, 0, 1, 1).data] })
  }
  const pixels = coloured(1, 2, 3)
  const old = context.getCurrentTexture()
  context.configure({ device, format: 'rgba8unorm', usage })
  const expired = await codeOf(executor.run({ inputs: { pixels }, imports: { canvas: old } }))
  const lent = context.getCurrentTexture()
  const first = executor.run({ inputs: { pixels }, imports: { canvas: lent } })
  const waiting = codeOf(executor.run({ inputs: { pixels }, imports: { canvas: lent } }))
  lent.destroy()
  await codeOf(first)
  const destroyed = await waiting
  await executor.destroy()
  await backend.destroy()
  return { frames, expired, destroyed }
}

/** Red, green, blue and white quarters. */
function quarters(width = size, height = size): OffscreenCanvas {
  const drawn = new OffscreenCanvas(width, height)
  const context = drawn.getContext('2d')!
  for (const [i, colour] of ['#f00', '#0f0', '#00f', '#fff'].entries()) {
    context.fillStyle = colour
    context.fillRect((i % 2) * (width / 2), (i >> 1) * (height / 2), width / 2, height / 2)
  }
  return drawn
}
const corners = (out: Uint8Array): number[][] =>
  [0, size - 1, size * (size - 1), size * size - 1].map((texel) => [...out.subarray(4 * texel, 4 * texel + 4)])

/** `scale`: texels of the video from one that is sampled to the next. */
const samplingOf = (scale: number) =>
  frameGraph('video')
    .texture('video', { format: 'rgba8unorm', size: [size * scale, size * scale], lifetime: 'imported' })
    .buffer('texels', { size: bytes })
    .shader('read', {
      wgsl: `@group(0) @binding(0) var video: texture_external;
      @group(0) @binding(1) var<storage, read_write> texels: array<u32>;
      @compute @workgroup_size(16, 16) fn main(@builtin(global_invocation_id) id: vec3u) {
        texels[id.y * ${size}u + id.x] = pack4x8unorm(textureLoad(video, id.xy * ${scale}u)); }`,
    })
    .compute('read', {
      shader: 'read',
      workgroups: [1, 1, 1],
      bindings: [
        { group: 0, binding: 0, use: 'video', as: 'sampled' },
        { group: 0, binding: 1, use: 'texels', as: 'storage', access: 'write' },
      ],
    })
    .readback('texels', { output: 'out' })
    .build()
const copying = frameGraph('video copied')
  .texture('video', { format: 'rgba8unorm', size: [size, size], lifetime: 'imported' })
  .readback('video', { output: 'out' })
  .build()

async function video() {
  const backend = await createWebGpuBackend()
  const { device } = backend
  const frame = new VideoFrame(quarters(), { timestamp: 0 })
  const take = () => device.importExternalTexture({ source: frame })
  const executor = await createExecutor(planGraph(samplingOf(1), backend.profile), backend)
  const seen = []
  for (let run = 0; run < 3; run++)
    seen.push(corners((await executor.run({ imports: { video: take() } })).outputs['out']!))
  const last = take()
  frame.close()
  const closed = await codeOf(executor.run({ imports: { video: last } }))
  const other = new VideoFrame(quarters(), { timestamp: 1 })
  const imports = { video: device.importExternalTexture({ source: other }) }
  const copy = await codeOf(execute(copying, backend, { imports }))
  const dummy = await codeOf(execute(copying, createDummyBackend(), { imports }))
  other.close()
  await executor.destroy()
  await backend.destroy()
  return { seen, closed, copy, dummy }
}

/** A film of the four quarters, each 32 × 32, that does not end before it is stopped. */
function film(): { stream: MediaStream; stop(): void } {
  const screen = document.createElement('canvas')
  screen.width = screen.height = 64
  const context = screen.getContext('2d')!
  const timer = setInterval(() => context.drawImage(quarters(64, 64), 0, 0), 30)
  return { stream: screen.captureStream(), stop: () => clearInterval(timer) }
}

/** A run for each of the first frames that a <video> shows, which expire with their tasks. */
async function videoElement() {
  const backend = await createWebGpuBackend()
  const element = document.createElement('video')
  const { stream, stop } = film()
  Object.assign(element, { muted: true, srcObject: stream })
  document.body.append(element)
  const shown = () => new Promise<unknown>((resolve) => element.requestVideoFrameCallback(resolve))
  const first = shown()
  await element.play()
  await first
  const graph = samplingOf(element.videoWidth / size)
  const executor = await createExecutor(planGraph(graph, backend.profile), backend)
  const seen = []
  for (let frame = 0; frame < 3; frame++) {
    const next = shown()
    const imports = { video: backend.device.importExternalTexture({ source: element }) }
    seen.push(corners((await executor.run({ imports })).outputs['out']!))
    await next
  }
  const old = backend.device.importExternalTexture({ source: element })
  await shown()
  await new Promise((resolve) => setTimeout(resolve, 50))
  const expired = await codeOf(executor.run({ imports: { video: old } }))
  stop()
  await executor.destroy()
  await backend.destroy()
  return { seen, expired, width: element.videoWidth }
}

const picture = frameGraph('picture')
  .texture('picture', { format: 'rgba8unorm', size: [size, size] })
  .upload('picture', { input: 'image' })
  .readback('picture', { output: 'out' })
  .build()
const toBuffer = frameGraph('buffer')
  .buffer('words', { size: bytes })
  .upload('words', { input: 'image' })
  .readback('words', { output: 'out' })
  .build()

async function images() {
  const backend = await createWebGpuBackend()
  const drawn = quarters()
  const element = document.createElement('canvas')
  element.width = element.height = size
  element.getContext('2d')!.drawImage(drawn, 0, 0)
  const tag = new Image()
  tag.src = element.toDataURL()
  await tag.decode()
  const frame = new VideoFrame(drawn, { timestamp: 0 })
  const sources = {
    OffscreenCanvas: drawn,
    HTMLCanvasElement: element,
    HTMLImageElement: tag,
    ImageBitmap: await createImageBitmap(drawn),
    ImageData: drawn.getContext('2d')!.getImageData(0, 0, size, size),
    VideoFrame: frame,
  }
  const executor = await createExecutor(planGraph(picture, backend.profile), backend)
  const run = async (image: NonNullable<RunOptions['inputs']> extends infer _ ? object : never) =>
    corners((await executor.run({ inputs: { image } as RunOptions['inputs'] & object })).outputs['out']!)
  const seen: Record<string, number[][]> = {}
  for (const [name, image] of Object.entries(sources)) seen[name] = await run(image)
  const plain = await run(coloured(7, 8, 9))
  const together = await Promise.all([run(drawn), run(coloured(1, 2, 3)), run(frame)])
  const refusals: Record<string, string> = {
    size: await codeOf(run(quarters(8, 4))),
    buffer: await codeOf(execute(toBuffer, backend, { inputs: { image: drawn } })),
    dummy: await codeOf(execute(picture, createDummyBackend(), { inputs: { image: drawn } })),
  }
  frame.close()
  refusals['closed'] = await codeOf(run(frame))
  const after = await run(drawn)
  await executor.destroy()
  const live = backend.liveObjects()
  await backend.destroy()
  return { seen, plain, together, refusals, after, live }
}

export const interop = { canvas, video, videoElement, images }
Object.assign(globalThis, { interop })
