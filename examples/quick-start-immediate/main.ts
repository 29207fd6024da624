/** The quick start of the Rust crate memkit-gpu, line for line: `npx tsx examples/quick-start-immediate/main.ts`. */
import { createDummyBackend } from 'memkit-gpu/dummy'
import { BufferUsage, Gpu } from 'memkit-gpu/gpu'

// A Gpu on a backend (here the one that runs on the CPU).
const gpu = new Gpu(createDummyBackend())

// A staging buffer with data.
const vertices = new Float32Array([0, 1, 0, 1, 0, 0])
const staging = gpu.stagingBufferWithData(vertices)

// A buffer in device memory.
const device = gpu.createDeviceBuffer(vertices.byteLength, BufferUsage.VERTEX | BufferUsage.TRANSFER_DST)

// Transfer, and wait.
gpu.transfer(staging, device)
await gpu.waitIdle()

// And back, to see that it is there.
const bytes = await gpu.readback(device).done
console.log(`On the device: ${new Float32Array(bytes.buffer).join(' ')}`)

staging.destroy()
device.destroy()
await gpu.destroy()
