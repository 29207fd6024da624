/**
 * How long the CPU draws: `npm run bench -- raster [--size 1920x1080] [--triangles 20000] [--cases plain,textured]`.
 *
 * One JSON line a case: a mesh of about so many triangles that fills the picture, drawn by the Dummy with depth tests, over half
 * of it hidden behind a second one. "cpu" is processor time of all threads, what is left to compare when other work shares the
 * machine.
 */
import { parseArgs } from 'node:util'
import { createExecutor, parseGraph, planGraph, profiles } from 'memkit-gpu'
import { createDummyBackend } from 'memkit-gpu/dummy'
import { cases, mesh, sceneOf } from './scenes.ts'

const { values } = parseArgs({
  options: {
    size: { type: 'string', default: '1920x1080' },
    triangles: { type: 'string', default: '20000' },
    cases: { type: 'string', default: Object.keys(cases).join(',') },
  },
})
const [width = 1, height = 1] = values.size.split('x').map(Number)
const { vertices, indices, triangles } = mesh(Number(values.triangles))

for (const name of values.cases.split(',')) {
  const graph = parseGraph(sceneOf(cases[name]!, [width, height], { vertices, indices }))
  const executor = await createExecutor(planGraph(graph, profiles.dummy), createDummyBackend())
  const started = performance.now()
  const cpuStarted = process.cpuUsage()
  const { outputs } = await executor.run({ inputs: { vertices, indices } })
  const cpu = process.cpuUsage(cpuStarted)
  const drawn = outputs['picture']!.filter((_, i) => i % 4 === 3).reduce((sum, alpha) => sum + (alpha > 0 ? 1 : 0), 0)
  console.log(
    JSON.stringify({
      case: name,
      size: values.size,
      triangles: 2 * triangles,
      texelsDrawn: drawn,
      wallMs: Math.round(performance.now() - started),
      cpuMs: Math.round((cpu.user + cpu.system) / 1000),
    }),
  )
  await executor.destroy()
}
