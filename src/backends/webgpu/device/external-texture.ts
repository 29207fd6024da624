/** Frames of videos as the API has them: a `GPUExternalTexture` is no texture, has no views, and shaders can only sample it. */
export const isExternalTexture = (handle: unknown): handle is GPUExternalTexture =>
  typeof GPUExternalTexture !== 'undefined' && handle instanceof GPUExternalTexture

const reader = `@group(0) @binding(0) var frame: texture_external;
  @compute @workgroup_size(1) fn main() { _ = textureDimensions(frame); }`

/** Submits something that samples the frame and does nothing: only a submission tells that it has expired. */
export function touchExternal(device: GPUDevice, resource: GPUExternalTexture): void {
  const module = device.createShaderModule({ code: reader })
  const pipeline = device.createComputePipeline({ layout: 'auto', compute: { module } })
  const entries = [{ binding: 0, resource }]
  const encoder = device.createCommandEncoder()
  const pass = encoder.beginComputePass()
  pass.setPipeline(pipeline)
  pass.setBindGroup(0, device.createBindGroup({ layout: pipeline.getBindGroupLayout(0), entries }))
  pass.dispatchWorkgroups(1)
  pass.end()
  device.queue.submit([encoder.finish()])
}
