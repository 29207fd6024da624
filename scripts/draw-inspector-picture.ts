/**
 * Draws the picture of the README, docs/inspector.svg: the deferred example's frame as the inspector sees it.
 *
 *     npx tsx scripts/draw-inspector-picture.ts [--check]
 *
 * With --check nothing is written, and the exit status is 1 when the committed picture differs from what would be drawn.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { planGraph, profiles } from 'memkit-gpu'
import { inspectSvg } from 'memkit-gpu/inspect'
import { makeGeometry } from '../examples/deferred/geometry.ts'
import { deferredGraph } from '../examples/deferred/graph.ts'

const target = new URL('../docs/inspector.svg', import.meta.url)
const graph = deferredGraph({ width: 1920, height: 1080 }, makeGeometry())
const picture = inspectSvg(planGraph(graph, profiles.vulkan, { objective: 'memory' }), { graph })

if (!process.argv.includes('--check')) writeFileSync(target, picture)
else if (readFileSync(target, 'utf8') !== picture) {
  console.error('docs/inspector.svg is not what the inspector draws: npx tsx scripts/draw-inspector-picture.ts')
  process.exitCode = 1
}
