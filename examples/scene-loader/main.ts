/** `npm start [-- FILE [--out PICTURE.png] [--size WxH]]`: loads a glTF 2.0 file, draws it, says what the plan made of it. */
import { writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { formatPlan, isMemkitError } from 'memkit-gpu'
import { openWebGpu } from '../support/gpu.ts'
import { writePng } from '../support/picture.ts'
import type { PictureSize } from './graph.ts'
import { loadScene } from './load.ts'
import { readScene } from './read-scene.ts'
import { SceneError } from './scene.ts'
import { summarise } from './summary.ts'

const usage = 'usage: npm start [-- FILE.gltf|FILE.glb [--out PICTURE.png] [--size WIDTHxHEIGHT]]'
const ownScene = fileURLToPath(new URL('scene/still-life.glb', import.meta.url))

interface Wishes {
  readonly file: string
  readonly out: string
  readonly size: PictureSize
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
      },
    })
    const size = /^([1-9]\d{0,4})x([1-9]\d{0,4})$/.exec(values.size)
    if (positionals.length > 1 || !size) return undefined
    return {
      file: positionals[0] ?? ownScene,
      out: values.out,
      size: { width: Number(size[1]), height: Number(size[2]) },
    }
  } catch {
    return undefined
  }
}

async function main({ file, out, size }: Wishes): Promise<void> {
  const say = (text: string) => process.stderr.write(`${text}\n`)
  say(`reading ${file}`)
  const scene = await readScene(file, {
    onImage: (done, total, name) => say(`decoding image ${done + 1} of ${total}: ${name}`),
  })
  say('opening a GPU')
  const opened = await openWebGpu()
  try {
    say('planning and running')
    const { plan, ranOn, picture } = await loadScene(scene, size, opened)
    const summary = summarise(scene, plan, ranOn)
    console.log(summary)
    if (!picture) return
    await writePng(out, size.width, size.height, picture)
    const beside = out.replace(/(\.png)?$/i, '.txt')
    await writeFile(beside, `${summary}\n\n${formatPlan(plan)}`)
    console.log(`  wrote ${out} and, with the whole plan, ${beside}`)
  } finally {
    await opened.backend?.destroy()
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
