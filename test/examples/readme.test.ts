/** What the README shows and says. */
import { readFileSync } from 'node:fs'
import { execute, parseGraph, parseGraphText, planGraph, profiles } from 'memkit-gpu'
import { createDummyBackend } from 'memkit-gpu/dummy'
import { expect, it } from 'vitest'
import { cullingGraph } from '../../examples/culling/graph.ts'
import { makeGeometry } from '../../examples/deferred/geometry.ts'
import { deferredGraph } from '../../examples/deferred/graph.ts'
import { graph as quickStart } from '../../examples/quick-start/graph.ts'
import { sceneGraph } from '../../examples/scene-loader/graph.ts'
import { scenePath } from '../../examples/scene-loader/make-scene.ts'
import { readScene } from '../../examples/scene-loader/read-scene.ts'
import { makeCity } from '../../examples/streaming-city/city.ts'
import { cityGraph } from '../../examples/streaming-city/graph.ts'

const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8')

it('has a document that is a picture: a triangle over half of it', async () => {
  const [text] = /^ {4}\{ "version": 1,[^]*?(?=\n\n)/m.exec(readme)!
  const { outputs } = await execute(parseGraphText(text), createDummyBackend())
  const texels = outputs['picture']!
  const at = (x: number, y: number) => [...texels.subarray(4 * (256 * y + x), 4 * (256 * y + x) + 4)]
  expect(at(10, 200)).toEqual([255, 153, 51, 255])
  expect(at(200, 10)).toEqual([0, 0, 0, 0])
})

const deferred = deferredGraph({ width: 1920, height: 1080 }, makeGeometry())
const culling = cullingGraph({ width: 640, height: 360, thingsOfEachMesh: 2000 }).graph
const scene = sceneGraph(await readScene(scenePath), { width: 1280, height: 720 }).graph
const city = cityGraph(makeCity(16).slice(0, 9), { width: 640, height: 360 })
const inTurn = parseGraph({
  version: 1,
  resources: [{ id: 'bytes', kind: 'buffer', size: 8 * 2 ** 20 }],
  passes: Array.from({ length: 16 }, (_, k) => [
    { id: `write-${k}`, kind: 'upload' as const, to: 'bytes', input: `in-${k}` },
    { id: `read-${k}`, kind: 'readback' as const, from: 'bytes', output: `out-${k}` },
  ]).flat(),
})

it.each([
  ['quick-start, Vulkan', quickStart, profiles.vulkan],
  ['deferred at 1920×1080, Vulkan', deferred, profiles.vulkan],
  ['deferred at 1920×1080, WebGPU', deferred, profiles.webgpu],
  ['culling at 640×360, Vulkan', culling, profiles.vulkan],
  ['scene-loader at 1280×720, Vulkan', scene, profiles.vulkan],
  ['streaming-city at 640×360, Vulkan', city, profiles.vulkan],
  ['8 MiB written and read again 16 times, Vulkan', inTurn, profiles.vulkan],
])('says what each objective needs: %s', (name, graph, profile) => {
  const row = readme.split('\n').find((line) => line.startsWith(`| ${name} `))!
  const said = row.split('|').map((cell) => cell.trim().replaceAll(/(?<=\d) (?=\d)/g, ''))
  const reports = (['submissions', 'balanced', 'memory'] as const).map(
    (objective) => planGraph(graph, profile, { objective }).report,
  )
  const { declaredOrderBytes, withoutAliasingBytes } = reports[1]!.memory
  const barriers = (count: number) => (profile.rules.explicitBarriers ? `, ${count}` : '')
  expect(said.slice(2, 7)).toEqual([
    ...reports.map((report) => `${report.memory.peakBytes}${barriers(report.barriers.count)}`),
    `${declaredOrderBytes}`,
    `${withoutAliasingBytes}`,
  ])
  expect(reports.map(({ submissions }) => submissions.count)).toEqual([1, 1, 1])
})
