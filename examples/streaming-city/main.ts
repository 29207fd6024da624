/** `npx tsx examples/streaming-city/main.ts [options]`: a walk through a city that does not fit, and a plot of what it took. */
import { parseArgs } from 'node:util'
import { planGraph } from 'memkit-gpu'
import { createWorkerPlanner } from 'memkit-gpu/worker'
import { backendNames, openBackend, openFirst } from '../support/gpu.ts'
import { writePng } from '../support/picture.ts'
import { startThread } from '../support/thread.ts'
import { bytes, table } from '../support/words.ts'
import { makeCity, tileSize } from './city.ts'
import { plotWalk } from './plot.ts'
import { bytesOf } from './residency.ts'
import { streamCity, type Frame } from './stream.ts'
import { walk } from './walk.ts'

const usage = `usage: tsx examples/streaming-city/main.ts [--frames COUNT] [--size WIDTHxHEIGHT] [--budget KIB] [--out PLOT.png]
                                          [--backend ${backendNames.join('|')}]`
const across = 24
const stills = 4

function parse() {
  try {
    const { values } = parseArgs({
      options: {
        frames: { type: 'string', default: '240' },
        size: { type: 'string', default: '640x360' },
        budget: { type: 'string', default: '768' },
        out: { type: 'string', default: 'out/streaming-city.png' },
        backend: { type: 'string' },
      },
    })
    const size = /^([1-9]\d{0,3})x([1-9]\d{0,3})$/.exec(values.size)
    const backend = backendNames.find((name) => name === values.backend)
    const counts = [values.frames, values.budget].map((text) => (/^[1-9]\d{0,4}$/.test(text) ? Number(text) : NaN))
    if (!size || backend !== values.backend || counts.some(Number.isNaN)) return undefined
    const [frames, budget] = counts as [number, number]
    return {
      frames,
      budgetBytes: 1024 * budget,
      size: { width: Number(size[1]), height: Number(size[2]) },
      out: values.out,
      backend,
    }
  } catch {
    return undefined
  }
}

const middleOf = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0

function summarise(frames: readonly Frame[], cityBytes: number, budgetBytes: number, runsOn: string): string {
  const ms = (value: number) => `${value.toFixed(1)} ms`
  const most = Math.max(...frames.map(({ tileBytes }) => tileBytes))
  // The first makes pipelines.
  const later = frames.slice(1)
  const row = (name: string, some: readonly Frame[]): [string, string] => {
    const times = some.map(({ ms }) => ms)
    return [
      name,
      `${some.length}: half of them take ${ms(middleOf(times))} or less, the slowest ${ms(Math.max(0, ...times))}`,
    ]
  }
  return table([
    ['ran on', runsOn],
    [
      'the city',
      `${bytes(cityBytes)} of tiles; at most ${bytes(most)} of them on the device, of ${bytes(budgetBytes)}`,
    ],
    ['all planned', `at most ${bytes(Math.max(...frames.map(({ planBytes }) => planBytes)))}`],
    [
      'tiles',
      `${frames.reduce((sum, { loaded }) => sum + loaded, 0)} came, ${frames.reduce((sum, { left }) => sum + left, 0)} left`,
    ],
    row(
      'frames as before',
      later.filter(({ loaded, isUpdated }) => loaded === 0 && !isUpdated),
    ),
    row(
      'that fill tiles',
      later.filter(({ loaded, isUpdated }) => loaded > 0 && !isUpdated),
    ),
    row(
      'that adopt a plan',
      later.filter(({ isUpdated }) => isUpdated),
    ),
  ])
}

async function main({ frames: count, size, budgetBytes, out, backend: name }: NonNullable<ReturnType<typeof parse>>) {
  const opened = name ? await openBackend(name) : await openFirst()
  if (!opened.backend) throw new Error(`${name}: ${opened.reason}`)
  const { backend } = opened
  const thread = await startThread(new URL('./plan-worker.ts', import.meta.url))
  // Where no thread starts, plans are made here, and frames wait for them.
  const planner = thread && createWorkerPlanner(thread, backend.profile)
  const city = makeCity(across)
  const frames: Frame[] = []
  try {
    await streamCity(backend, {
      city,
      size,
      frames: count,
      budgetBytes,
      radius: 9 * tileSize,
      writeBytes: 24 * 1024,
      period: 12,
      plan: (graph) => (planner ? planner.plan(graph) : Promise.resolve(planGraph(graph, backend.profile))),
      camera: (frame) => walk(frame / 600, across * tileSize),
      onFrame: async (frame, index, readPicture) => {
        frames.push(frame)
        const still = Math.floor(((index + 1) * stills) / count)
        if (still === Math.floor((index * stills) / count)) return
        const path = out.replace(/(\.png)?$/i, `-${still}.png`)
        await writePng(path, size.width, size.height, await readPicture())
        console.log(`wrote ${path}`)
      },
    })
  } finally {
    planner?.destroy()
    await thread?.terminate()
    await backend.destroy()
  }
  const plot = plotWalk(frames, budgetBytes)
  await writePng(out, plot.width, plot.height, plot.texels)
  console.log(`wrote ${out}\n${summarise(frames, bytesOf(city), budgetBytes, opened.runsOn)}`)
}

const wishes = parse()
if (wishes) await main(wishes)
else {
  console.error(usage)
  process.exitCode = 2
}
