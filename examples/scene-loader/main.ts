/** `npm start [-- FILE [--out PICTURE.png] [--size WxH] [--views N]]`: loads a glTF 2.0 file, draws it, says what was planned. */
import { writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { formatPlan, isMemkitError } from 'memkit-gpu'
import { createDummyBackend } from 'memkit-gpu/dummy'
import { openWebGpu } from '../support/gpu.ts'
import { writePng } from '../support/picture.ts'
import { turned } from './camera.ts'
import { drawScene } from './draw.ts'
import type { PictureSize } from './graph.ts'
import { loadScene } from './load.ts'
import { readScene } from './read-scene.ts'
import { SceneError } from './scene.ts'
import { summarise } from './summary.ts'

const usage = 'usage: npm start [-- FILE.gltf|FILE.glb [--out PICTURE.png] [--size WIDTHxHEIGHT] [--views COUNT]]'
const ownScene = fileURLToPath(new URL('scene/still-life.glb', import.meta.url))

interface Wishes {
  readonly file: string
  readonly out: string
  readonly size: PictureSize
  /** How many pictures, from all around. */
  readonly views: number
}

/** @returns undefined when the arguments make no sense */
function parse(args: readonly string[]): Wishes | undefined {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        out: { type: 'string', default: 'out/scene.png' },
        size: { type: 'string', default: '1280x720' },
        views: { type: 'string', default: '1' },
      },
    })
    const size = /^([1-9]\d{0,4})x([1-9]\d{0,4})$/.exec(values.size)
    if (positionals.length > 1 || !size || !/^[1-9]\d{0,2}$/.test(values.views)) return undefined
    return {
      file: positionals[0] ?? ownScene,
      out: values.out,
      size: { width: Number(size[1]), height: Number(size[2]) },
      views: Number(values.views),
    }
  } catch {
    return undefined
  }
}

async function main({ file, out, size, views }: Wishes): Promise<void> {
  const say = (text: string) => process.stderr.write(`${text}\n`)
  say(`reading ${file}`)
  const scene = await readScene(file, {
    onImage: (done, total, name) => say(`decoding image ${done + 1} of ${total}: ${name}`),
  })
  say('opening a GPU')
  const opened = await openWebGpu()
  const backend = opened.backend ?? createDummyBackend()
  try {
    say('loading')
    const loaded = await loadScene(scene, backend)
    const ranOn = opened.backend
      ? `WebGPU: ${opened.runsOn}`
      : `the CPU (no GPU: ${opened.reason}): planned and loaded, not drawn`
    if (!opened.backend) return console.log(summarise(scene, ranOn, loaded.plan))
    const drawing = await loaded.startDrawing(size, drawScene(opened.backend.device, scene))
    const summary = summarise(scene, ranOn, loaded.plan, drawing.plan)
    console.log(summary)
    const name = out.replace(/\.png$/i, '')
    for (let view = 0; view < views; view++) {
      say(`drawing ${view + 1} of ${views}`)
      const picture = await drawing.draw(turned(scene.camera, view / views))
      const path = views === 1 ? out : `${name}-${view + 1}.png`
      await writePng(path, size.width, size.height, picture)
      console.log(`  wrote ${path}`)
    }
    await writeFile(`${name}.txt`, [summary, '', formatPlan(loaded.plan), formatPlan(drawing.plan)].join('\n'))
    console.log(`  wrote ${name}.txt: what is above, and both plans`)
    await loaded.destroy()
  } finally {
    await backend.destroy()
  }
}

const wishes = parse(process.argv.slice(2))
if (!wishes) {
  console.error(usage)
  process.exitCode = 2
} else
  await main(wishes).catch((error: unknown) => {
    // A fault of the file, the disk or the device is one line; a fault of ours keeps its stack.
    const expected = error instanceof SceneError || isMemkitError(error) || (error as NodeJS.ErrnoException).code
    if (!expected) throw error
    console.error(isMemkitError(error) ? `${error.code}: ${error.message}` : (error as Error).message)
    process.exitCode = 1
  })
