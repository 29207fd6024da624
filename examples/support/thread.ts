/** Worker threads that run TypeScript, which threads know nothing of by themselves. */
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import { Worker } from 'node:worker_threads'

const start = `const { parentPort, workerData } = require('node:worker_threads')
import(workerData.tsx).then(({ register }) => {
  register()
  return import(workerData.code)
}).then(() => parentPort.postMessage('ready'))`

/** A thread that has run the file; undefined where none starts. */
export function startThread(file: URL): Promise<Worker | undefined> {
  const tsx = createRequire(import.meta.url)
    .resolve('tsx/esm/api')
    .replace(/cjs$/, 'mjs')
  const workerData = { tsx: pathToFileURL(tsx).href, code: file.href }
  const worker = new Worker(start, { eval: true, execArgv: [], workerData })
  return new Promise((resolve) => {
    worker.once('message', () => resolve(worker))
    worker.on('error', () => resolve(undefined))
  })
}
