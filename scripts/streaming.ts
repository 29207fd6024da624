/** `npx tsx --expose-gc scripts/streaming.ts`: 1 000 assets come and go over 500 runs on the Dummy, under a cap on memory. */
import { createDummyBackend } from '../src/backends/dummy/index.ts'
import { streamAssets } from '../test/support/streaming.ts'

const options = { assets: 1000, runs: 500, slots: 16, slotBytes: 4096 }
const backend = createDummyBackend({ capacityBytes: 2 * options.slots * options.slotBytes + 2 ** 20 })
const heapMiB: number[] = []
for (let turn = 0; turn < 4; turn++) {
  const alive = await streamAssets(backend, options)
  ;(globalThis as { gc?: () => void }).gc?.()
  heapMiB.push(Math.round(process.memoryUsage().heapUsed / 2 ** 20))
  console.log(
    `objects ${Math.min(...alive.slice(100))} to ${Math.max(...alive.slice(100))}, heap ${heapMiB.at(-1)} MiB after ${options.runs} runs`,
  )
}
await backend.destroy()
