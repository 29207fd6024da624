import { expect, test } from 'vitest'
import { createDummyBackend } from '../../src/backends/dummy/index.ts'
import { createExecutor } from '../../src/executor/index.ts'
import { checkPlan, frameGraph, planGraph } from '../../src/index.ts'
import { hashPlan } from '../../src/plan/hash.ts'
import type { Command, Plan } from '../../src/plan/document.ts'
import { profiles, type DeviceProfile } from '../../src/plan/profile.ts'
import { planOf } from '../support/executor-plans.ts'

const plan = (command: Command, queue = 0): Plan =>
  planOf({
    heaps: [
      { memory: 'device', sizeBytes: 2048 },
      { memory: 'device', sizeBytes: 2048 },
    ],
    queues: profiles.webgpu.queues.map(({ kinds, family }) => ({ kinds: [...kinds], family })),
    shaders: [{ id: 's' }],
    submissions: [{ queue, waits: [], commands: [command] }],
  })

type Use = [
  heap: number,
  offset: number,
  as: 'storage' | 'storage-read' | 'uniform',
  size?: number,
  access?: 'read' | 'write',
]
const dispatch = (uses: Use[], workgroups: [number, number, number] = [1, 1, 1]): Command => ({
  op: 'dispatch',
  shader: 's',
  entryPoint: 'main',
  workgroups,
  bindings: uses.map(([heap, offset, as, size = 256, access = as === 'storage' ? 'write' : 'read'], binding) => ({
    group: 0,
    binding,
    resource: `r${binding}`,
    slice: { heap, offset, size },
    as,
    access,
  })),
  passes: [],
})
const copy: Command = { op: 'copy', from: 0, to: 0, regions: [[0, 256, 256]], passes: [] }

const run = async (command: Command, profile: DeviceProfile = profiles.webgpu) => {
  const executor = await createExecutor(plan(command), createDummyBackend({ profile, kernels: { s() {} } }))
  await executor.run()
}

test.each<[string, Command, string]>([
  ['a copy inside one buffer', copy, 'INVALID_PLAN'],
  [
    'one buffer writable and read-only in a dispatch',
    dispatch([
      [0, 0, 'storage'],
      [0, 256, 'storage-read'],
    ]),
    'VALIDATION_FAILED',
  ],
  ['a storage binding off its alignment', dispatch([[0, 128, 'storage']]), 'INVALID_PLAN'],
  ['too many workgroups', dispatch([[0, 0, 'storage']], [1, 65536, 1]), 'INVALID_PLAN'],
])('WebGPU’s rule is enforced: %s', async (_, command, code) => {
  await expect(run(command)).rejects.toMatchObject({ code })
})

test.each<[string, Command]>([
  ['a copy between two buffers', { ...copy, to: 1 } as Command],
  [
    'one buffer, all writable',
    dispatch([
      [0, 0, 'storage'],
      [0, 256, 'storage'],
    ]),
  ],
  [
    'one buffer, all of it read, whatever it is bound as',
    dispatch([
      [0, 0, 'storage', 256, 'read'],
      [0, 256, 'storage-read'],
    ]),
  ],
  [
    'two buffers',
    dispatch([
      [0, 0, 'storage'],
      [1, 256, 'storage-read'],
      [1, 512, 'uniform'],
    ]),
  ],
])('and allows: %s', (_, command) => run(command))

test('where the profile has no such rule, none is enforced', async () => {
  const rules = { ...profiles.webgpu.rules, sameBufferCopy: true, exclusiveUsagePerScope: false }
  await run(copy, { ...profiles.webgpu, rules })
  await run(
    dispatch([
      [0, 0, 'storage'],
      [0, 256, 'storage-read'],
    ]),
    { ...profiles.webgpu, rules },
  )
})

test('F29: a command on a queue that cannot do it is refused', async () => {
  const transferOnly: DeviceProfile = { ...profiles.webgpu, queues: [{ kinds: ['transfer'], family: 0 }] }
  const opened = createExecutor(
    { ...plan(dispatch([[0, 0, 'storage']])), queues: [{ kinds: ['transfer'], family: 0 }] },
    createDummyBackend({ profile: transferOnly, kernels: { s() {} } }),
  )
  await expect(opened).rejects.toMatchObject({ code: 'INVALID_PLAN', path: 'submissions[0].commands[0]' })
})

test('one row alone has no pitch, whatever the plan says of rows an image', async () => {
  const graph = frameGraph('row')
    .texture('row', { format: 'r8unorm', size: [5, 1], lifetime: 'persistent' })
    .upload('row', { input: 'in' })
    .build()
  const profile = { ...profiles.dummy, alignments: { ...profiles.dummy.alignments, rowPitchBytes: 4 } }
  const planned = structuredClone({ ...planGraph(graph, profile) })
  const [upload] = planned.submissions[0]!.commands
  if (upload?.op !== 'copy-to-texture') throw new Error('the upload is another command')
  const [region] = upload.regions
  Object.assign(region!, { rowsPerImage: 7 })
  planned.report.transfers.bytesMoved = 35
  const changed = { ...planned, hash: hashPlan(planned) }
  expect(checkPlan(graph, changed, profile)).toEqual({ ok: true })
  const executor = await createExecutor(changed, createDummyBackend({ profile }))
  await executor.run({ inputs: { in: Uint8Array.of(1, 2, 3, 4, 5) } })
  expect(await executor.read('row')).toEqual(Uint8Array.of(1, 2, 3, 4, 5))
  await executor.destroy()
})
