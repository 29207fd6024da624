/** Scenes drawn by WebGPU, without anything of this package. */
import { defaultColor, texelBytes, type Drawn, type Scene, type SceneBinding, type SceneDraw } from '../raster-scene.ts'

/** The colour targets of a scene, resolved. @throws Error with what the validation says */
export async function drawOnWebGpu(device: GPUDevice, scene: Scene): Promise<Drawn> {
  const { size = [8, 8], color = defaultColor, sampleCount = 1, depth } = scene
  const [width, height] = size
  const { RENDER_ATTACHMENT, COPY_SRC } = GPUTextureUsage
  device.pushErrorScope('validation')
  const texture = (format: string, samples: number) =>
    device.createTexture({
      size: [width, height],
      format: format as GPUTextureFormat,
      sampleCount: samples,
      usage: RENDER_ATTACHMENT | (samples === 1 && !format.startsWith('depth24') ? COPY_SRC : 0),
    })
  const colors = color.map(({ format }) => texture(format, sampleCount))
  const resolves = sampleCount === 1 ? undefined : color.map(({ format }) => texture(format, 1))
  const depthTexture = depth && texture(depth.format, sampleCount)
  const module = device.createShaderModule({ code: scene.wgsl })
  const encoder = device.createCommandEncoder()
  const pass = encoder.beginRenderPass({
    colorAttachments: color.map(({ clear = [0, 0, 0, 0] }, i) => ({
      view: colors[i]!.createView(),
      resolveTarget: resolves?.[i]!.createView(),
      loadOp: 'clear',
      storeOp: 'store',
      clearValue: clear as [number, number, number, number],
    })),
    depthStencilAttachment: depthTexture && {
      view: depthTexture.createView(),
      ...(depth!.format === 'stencil8'
        ? {}
        : { depthClearValue: depth!.clear ?? 1, depthLoadOp: 'clear', depthStoreOp: 'store' }),
      ...(depth!.format.includes('stencil')
        ? { stencilClearValue: depth!.stencilClear ?? 0, stencilLoadOp: 'clear', stencilStoreOp: 'store' }
        : {}),
    },
  })
  for (const draw of scene.draws) {
    const pipeline = device.createRenderPipeline(describePipeline(module, scene, draw))
    pass.setPipeline(pipeline)
    pass.setViewport(...(draw.viewport ?? [0, 0, width, height, 0, 1]))
    pass.setScissorRect(...(draw.scissor ?? [0, 0, width, height]))
    pass.setStencilReference(draw.stencilReference ?? 0)
    pass.setBlendConstant((draw.blendConstant ?? [0, 0, 0, 0]) as [number, number, number, number])
    if (draw.bindings)
      pass.setBindGroup(
        0,
        device.createBindGroup({
          layout: pipeline.getBindGroupLayout(0),
          entries: draw.bindings.map((binding, i) => ({ binding: i, resource: resourceOf(device, binding) })),
        }),
      )
    draw.vertexBuffers?.forEach((bytes, i) => {
      if (bytes) pass.setVertexBuffer(i, bufferOf(device, bytes, GPUBufferUsage.VERTEX))
    })
    const { call } = draw
    if ('vertexCount' in call) pass.draw(call.vertexCount, call.instanceCount, call.firstVertex, call.firstInstance)
    else {
      pass.setIndexBuffer(bufferOf(device, draw.indexBuffer!.bytes, GPUBufferUsage.INDEX), draw.indexBuffer!.format)
      pass.drawIndexed(call.indexCount, call.instanceCount, call.firstIndex, call.baseVertex, call.firstInstance)
    }
  }
  pass.end()
  const reads = (resolves ?? colors).map((from, i) => {
    const texel = texelBytes(color[i]!.format)
    const bytesPerRow = Math.ceil((width * texel) / 256) * 256
    const staging = device.createBuffer({
      size: bytesPerRow * height,
      usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST,
    })
    encoder.copyTextureToBuffer({ texture: from }, { buffer: staging, bytesPerRow }, [width, height])
    return { staging, bytesPerRow, rowBytes: width * texel, format: color[i]!.format }
  })
  device.queue.submit([encoder.finish()])
  const error = await device.popErrorScope()
  if (error) throw new Error(error.message)
  const pictures = []
  for (const { staging, bytesPerRow, rowBytes, format } of reads) {
    await staging.mapAsync(GPUMapMode.READ)
    const rows = new Uint8Array(staging.getMappedRange())
    const bytes = new Uint8Array(rowBytes * height)
    for (let y = 0; y < height; y++) bytes.set(rows.subarray(y * bytesPerRow, y * bytesPerRow + rowBytes), y * rowBytes)
    staging.destroy()
    pictures.push({ format, width, height, bytes })
  }
  for (const one of [...colors, ...(resolves ?? []), ...(depthTexture ? [depthTexture] : [])]) one.destroy()
  return { color: pictures, depth: undefined }
}

function describePipeline(module: GPUShaderModule, scene: Scene, draw: SceneDraw): GPURenderPipelineDescriptor {
  const { color = defaultColor, sampleCount = 1, depth } = scene
  const { fragment, depthStencil = {} } = draw
  const targets = color.map(({ format }, i) => {
    const target = fragment?.targets ? fragment.targets[i] : {}
    return { format, writeMask: target ? 15 : 0, ...target } as GPUColorTargetState
  })
  return {
    layout: 'auto',
    vertex: { module, entryPoint: 'vs', ...(draw.vertex as object) },
    ...(fragment === null ? {} : { fragment: { module, entryPoint: 'fs', ...(fragment as object), targets } }),
    primitive: draw.primitive as GPUPrimitiveState,
    multisample: { count: sampleCount, ...(draw.multisample as object) },
    ...(depth
      ? {
          depthStencil: {
            format: depth.format as GPUTextureFormat,
            ...(depth.format === 'stencil8' ? {} : { depthWriteEnabled: false, depthCompare: 'always' }),
            ...(depthStencil as object),
          },
        }
      : {}),
  }
}

function bufferOf(device: GPUDevice, bytes: Uint8Array<ArrayBuffer>, usage: number): GPUBuffer {
  const buffer = device.createBuffer({ size: Math.ceil(bytes.byteLength / 4) * 4, usage, mappedAtCreation: true })
  new Uint8Array(buffer.getMappedRange()).set(bytes)
  buffer.unmap()
  return buffer
}

function resourceOf(device: GPUDevice, binding: SceneBinding): GPUBindingResource {
  if (binding.kind === 'sampler') return device.createSampler(binding.sampler as GPUSamplerDescriptor)
  if (binding.kind !== 'texture')
    return {
      buffer: bufferOf(
        device,
        binding.bytes,
        binding.kind === 'uniform' ? GPUBufferUsage.UNIFORM : GPUBufferUsage.STORAGE,
      ),
    }
  const { format, size, mipLevelCount = 1, dimension, bytes } = binding
  const texture = device.createTexture({
    size: [...size],
    format: format as GPUTextureFormat,
    mipLevelCount,
    usage: GPUTextureUsage.TEXTURE_BINDING | GPUTextureUsage.COPY_DST,
  })
  let offset = 0
  for (let mipLevel = 0; mipLevel < mipLevelCount; mipLevel++) {
    const [w, h] = [size[0] >> mipLevel || 1, size[1] >> mipLevel || 1]
    const bytesPerRow = w * texelBytes(format)
    device.queue.writeTexture({ texture, mipLevel }, bytes, { offset, bytesPerRow, rowsPerImage: h }, [w, h, size[2]])
    offset += bytesPerRow * h * size[2]
  }
  return texture.createView(dimension && { dimension })
}
