/** GPUBuffers for imported resources, and their bytes back. */
const allBufferUsages = 0x4 | 0x8 | 0x10 | 0x20 | 0x40 | 0x80 | 0x100

export function importBuffers(
  device: GPUDevice,
  imports: Readonly<Record<string, Uint8Array>>,
): Record<string, GPUBuffer> {
  return Object.fromEntries(
    Object.entries(imports).map(([id, bytes]) => {
      const padded = new Uint8Array(Math.ceil(bytes.length / 4) * 4)
      padded.set(bytes)
      const buffer = device.createBuffer({ size: padded.length, usage: allBufferUsages })
      device.queue.writeBuffer(buffer, 0, padded)
      return [id, buffer]
    }),
  )
}

export async function readBuffer(device: GPUDevice, buffer: GPUBuffer): Promise<Uint8Array> {
  const staging = device.createBuffer({ size: buffer.size, usage: 0x1 | 0x8 })
  const encoder = device.createCommandEncoder()
  encoder.copyBufferToBuffer(buffer, 0, staging, 0, buffer.size)
  device.queue.submit([encoder.finish()])
  await staging.mapAsync(1)
  const bytes = new Uint8Array(staging.getMappedRange().slice(0))
  staging.destroy()
  return bytes
}
