/** Many images, in worker threads where that is worth it: a thread takes longer to start than a few small ones to decode. */
import { availableParallelism } from 'node:os'
import type { Worker } from 'node:worker_threads'
import { startThread } from '../../support/thread.ts'
import { decodeImage, type Decoded, type Job } from './decode.ts'

/** Bytes of files from which threads pay: about 50 ms of decoding. */
const worthThreads = 2 ** 20

/** @param onStart is told the place of a job when its turn comes */
export async function decodeAll(jobs: readonly Job[], onStart: (job: number) => void): Promise<Decoded[]> {
  const bytes = jobs.reduce((sum, { file }) => sum + file.byteLength, 0)
  const threads = bytes < worthThreads ? 0 : Math.min(jobs.length, Math.max(1, availableParallelism() - 1), 8)
  const results: Decoded[] = []
  let next = 0
  const work = async (decode: (job: Job) => Promise<Decoded>): Promise<void> => {
    while (next < jobs.length) {
      const job = next++
      onStart(job)
      results[job] = await decode(jobs[job]!)
    }
  }
  if (threads === 0) {
    await work(decodeImage)
    return results
  }
  await Promise.all(
    Array.from({ length: threads }, async () => {
      const worker = await startThread(new URL('./worker.ts', import.meta.url))
      try {
        // Where no thread starts, this one decodes.
        await work((job) => (worker ? ask(worker, job) : decodeImage(job)))
      } finally {
        await worker?.terminate()
      }
    }),
  )
  return results
}

/** A thread that ends, for want of memory, has not decoded its image, nor does it decode others. */
const ask = (worker: Worker, job: Job): Promise<Decoded> =>
  new Promise((resolve) => {
    const end = (decoded: Decoded) => {
      worker.off('message', end).off('exit', lost)
      resolve(decoded)
    }
    const lost = () => end({ wrong: 'is damaged, or too large for the memory of a thread' })
    if (worker.threadId < 0) return lost()
    worker.once('message', end)
    worker.once('exit', lost)
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
    worker.postMessage(job)
    return undefined
  })
