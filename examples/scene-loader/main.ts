/** `npm start [-- FILE [options]]`: turns a glTF 2.0 file into documents, draws them, says what was planned. */
import { writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { formatPlan, isMemkitError, type Backend } from 'memkit-gpu'
import { backendNames, openBackend, openFirst, type BackendName } from '../support/gpu.ts'
import { writePng } from '../support/picture.ts'
import { describeComparison, sideBySide, type NamedPicture } from '../support/side-by-side.ts'
import { writeDocument } from '../support/write-document.ts'
import { turned } from './camera.ts'
import { sceneGraph, type PictureSize } from './graph.ts'
import { loadScene } from './load.ts'
import { blockFormatOf, type BlockFormat } from './image.ts'
import { findScene } from './make-scene.ts'
import { readScene } from './read-scene.ts'
import { SceneError, type Scene } from './scene.ts'
import { summarise } from './summary.ts'
import { withoutAnisotropy } from './without-anisotropy.ts'

const usage = `usage: npm start [-- FILE.gltf|FILE.glb [--out PICTURE.png] [--size WIDTHxHEIGHT] [--views COUNT]
                                           [--backend ${backendNames.join('|')} | --compare] [--camera NUMBER]
                                           [--json DOCUMENT.json]]`
/** Small, because the CPU draws it too. */
const comparison = { out: 'out/scene-compared.png', size: { width: 640, height: 360 } }

interface Wishes {
  /** The example's own scene, when none is named. */
  readonly file: string | undefined
  readonly out: string
  readonly size: PictureSize
  /** How many pictures, from all around. */
  readonly views: number
  /** The first that can be had, when none is named. */
  readonly backend: BackendName | undefined
  /** Draws on all backends, and puts the pictures side by side. */
  readonly compare: boolean
  /** Which of the file's cameras; the first, when none is named. */
  readonly camera: number | undefined
  /** Writes the document here, instead of drawing. */
  readonly json: string | undefined
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
        backend: { type: 'string' },
        compare: { type: 'boolean', default: false },
        camera: { type: 'string' },
        json: { type: 'string' },
      },
    })
    const size = /^([1-9]\d{0,4})x([1-9]\d{0,4})$/.exec(values.size)
    if (positionals.length > 1 || !size || !/^[1-9]\d{0,2}$/.test(values.views)) return undefined
    const backend = backendNames.find((name) => name === values.backend)
    if (values.camera !== undefined && !/^\d{1,4}$/.test(values.camera)) return undefined
    if (backend !== values.backend || (backend && values.compare)) return undefined
    const { out, compare, json } = values
    return {
      file: positionals[0],
      out,
      size: { width: Number(size[1]), height: Number(size[2]) },
      views: Number(values.views),
      backend,
      compare,
      camera: values.camera === undefined ? undefined : Number(values.camera),
      json,
    }
  } catch {
    return undefined
  }
}

const say = (text: string) => process.stderr.write(`${text}\n`)

async function main(wishes: Wishes): Promise<void> {
  const { json, compare, backend, camera, size } = wishes
  const file = wishes.file ?? (await findScene())
  say(`reading ${file}`)
  const read = (findBlock?: () => Promise<BlockFormat | undefined>): Promise<Scene> =>
    readScene(file, {
      findBlock,
      camera,
      onImage: (done, total, name) => say(`decoding image ${done + 1} of ${total}: ${name}`),
    })
  if (json !== undefined) {
    const command = await writeDocument(json, sceneGraph(await read(), size))
    console.log(`wrote ${json} and what it is given; draw it with\n  ${command}`)
    return
  }
  if (compare) return drawOnAll(await read(), wishes)
  let opening: ReturnType<typeof openFor> | undefined
  const open = () => (opening ??= openFor(backend))
  try {
    const scene = await read(async () => blockFormatOf((await open()).backend.profile))
    const opened = await open()
    await drawViews(scene, opened.backend, opened.runsOn, wishes)
  } finally {
    await (await opening)?.backend.destroy()
  }
  if (process.argv.length === 2) await drawOnAll(await read(), { ...wishes, ...comparison })
}

async function openFor(name: BackendName | undefined): Promise<{ readonly backend: Backend; readonly runsOn: string }> {
  say('opening a device')
  const opened = name ? await openBackend(name) : await openFirst()
  if (!opened.backend) throw new SceneError(`${name}: ${opened.reason}`)
  const missing = 'missing' in opened ? ` (no GPU: ${opened.missing})` : ''
  return { backend: opened.backend, runsOn: `${opened.runsOn}${missing}` }
}

async function drawViews(scene: Scene, backend: Backend, runsOn: string, { out, size, views }: Wishes): Promise<void> {
  say('loading')
  const loaded = await loadScene(scene, backend)
  const drawing = await loaded.startDrawing(size)
  const summary = summarise(scene, runsOn, loaded.plan, drawing.plan)
  const plans = [loaded.plan, drawing.plan].map((plan) => formatPlan(plan))
  console.log(summary)
  const name = out.replace(/\.png$/i, '')
  for (let view = 0; view < views; view++) {
    say(`drawing ${view + 1} of ${views}`)
    const picture = await drawing.draw(turned(scene.camera, view / views))
    const path = views === 1 ? out : `${name}-${view + 1}.png`
    await writePng(path, size.width, size.height, picture)
    console.log(`  wrote ${path}`)
  }
  await writeFile(`${name}.txt`, [summary, '', ...plans].join('\n'))
  console.log(`  wrote ${name}.txt: what is above, and both plans`)
  await loaded.destroy()
}

/** The same documents on every backend that this machine has. */
async function drawOnAll(read: Scene, { out, size }: Pick<Wishes, 'out' | 'size'>): Promise<void> {
  const scene = withoutAnisotropy(read)
  const pictures: NamedPicture[] = []
  for (const name of backendNames) {
    const opened = await openBackend(name)
    if (!opened.backend) {
      console.log(`not drawn by ${name}: ${opened.reason}`)
      continue
    }
    say(`drawing by ${name}`)
    try {
      const loaded = await loadScene(scene, opened.backend)
      const { draw } = await loaded.startDrawing(size)
      pictures.push({ name, texels: await draw() })
      await loaded.destroy()
    } finally {
      await opened.backend.destroy()
    }
    console.log(`drawn by ${opened.runsOn}`)
  }
  const { width, texels } = sideBySide(pictures, size.width, size.height)
  await writePng(out, width, size.height, texels)
  console.log(`${describeComparison(pictures)}\nwrote ${out}`)
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
