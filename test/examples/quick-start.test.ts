import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { planGraph, profiles } from 'memkit-gpu'
import { planSerializer } from 'memkit-gpu/vitest'
import { expect, it } from 'vitest'
import { graph } from '../../examples/quick-start/graph.ts'

expect.addSnapshotSerializer(planSerializer)

it('plans the quick start as committed', () => {
  expect(planGraph(graph, profiles.dummy)).toMatchSnapshot()
})

it('runs the quick start: every particle moves by three, up to a wall at fifty', () => {
  const cwd = fileURLToPath(new URL('../..', import.meta.url))
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', 'tsx', 'examples/quick-start/main.ts'], {
    cwd,
    encoding: 'utf8',
  })
  expect([status, stderr]).toEqual([0, ''])
  expect(stdout).toMatch(/before: 0 10 20 30 40 50 60 70 …\nbounded: 3 13 23 33 43 50 50 50 …\n$/)
})
