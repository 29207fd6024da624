/** Staging buffers of WebGPU on a buffer that is mapped by hand. */
import { thrown } from '../support/thrown.ts'
import { expect, test } from 'vitest'
import { DeviceWaits } from '../../src/backends/webgpu/device/waits.ts'
import { StagingBuffer } from '../../src/backends/webgpu/memory/staging.ts'

const sizeBytes = 16

/** A buffer whose mappings come, or are given up, as in the API. */
function handBuffer() {
  const pending: { resolve(): void; reject(error: Error): void }[] = []
  const buffer = {
    mapAsync: () => new Promise<void>((resolve, reject) => pending.push({ resolve, reject })),
    getMappedRange: () => new ArrayBuffer(sizeBytes),
    unmap: () => pending.splice(0).forEach(({ reject }) => reject(new Error('AbortError'))),
  }
  return { buffer: buffer as unknown as GPUBuffer, settle: () => pending.splice(0).forEach(({ resolve }) => resolve()) }
}

const rethrow = async (error: unknown): Promise<never> => {
  throw error
}

test('whoever waits for a mapping that is given up is told so, and does not get the next one', async () => {
  const { buffer, settle } = handBuffer()
  const staging = new StagingBuffer(buffer, 'readback', sizeBytes, 'staging', new DeviceWaits(undefined, []))
  const first = Promise.resolve(staging.view(rethrow))
  const refusal = first.catch((error: unknown) => error)
  staging.unmap()
  const second = Promise.resolve(staging.view(rethrow))
  settle()
  expect(await refusal).toMatchObject({ code: 'MAP_FAILED' })
  expect((await second).byteLength).toBe(sizeBytes)
})

test('a mapped buffer that the host has no view of fails by its name, whichever call asks for it', async () => {
  const { buffer, settle } = handBuffer()
  const unseen = {
    ...buffer,
    getMappedRange() {
      throw new RangeError('Cannot create a Buffer larger than 0x100000000 bytes')
    },
  } as unknown as GPUBuffer
  const waits = new DeviceWaits(undefined, [])
  const refusal = { code: 'MAP_FAILED', details: { what: 'staging' } }
  const readback = new StagingBuffer(unseen, 'readback', sizeBytes, 'staging', waits)
  const waiting = Promise.resolve(readback.view(rethrow)).catch((error: unknown) => error)
  settle()
  expect(await waiting).toMatchObject(refusal)
  const upload = new StagingBuffer(unseen, 'upload', sizeBytes, 'staging', waits)
  expect(thrown(() => upload.view(rethrow))).toMatchObject(refusal)
})
