/** A thread that decodes one image after another. */
import { parentPort } from 'node:worker_threads'
import { decodeImage, type Job } from './decode.ts'

parentPort!.on('message', async (job: Job) => {
  const decoded = await decodeImage(job)
  const levels = 'image' in decoded ? decoded.image.levels : []
  parentPort!.postMessage(
    decoded,
    levels.map(({ buffer }) => buffer as ArrayBuffer),
  )
})
