/** The example that `npm start` runs. */
import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { planGraph, profiles, referenceRun } from 'memkit-gpu'
import { runCli, type Terminal } from 'memkit-gpu/cli'
import { matchers, planSerializer } from 'memkit-gpu/vitest'
import { createWebGpuBackend } from 'memkit-gpu/webgpu'
import { expect, it, vi } from 'vitest'
import { turned } from '../../examples/scene-loader/camera.ts'
import { drawGraph, loadGraph, sceneGraph } from '../../examples/scene-loader/graph.ts'
import { decodePng } from '../../examples/scene-loader/image.ts'
import { loadScene } from '../../examples/scene-loader/load.ts'
import { makeScene, scenePath } from '../../examples/scene-loader/make-scene.ts'
import { readScene } from '../../examples/scene-loader/read-scene.ts'
import { countGpu } from '../support/count-gpu.ts'
import { describeGpu } from '../support/gpu/describe-gpu.ts'
import { manyMeshes, writeScene, writeText } from '../support/gltf.ts'
import { differ, expectPicture } from '../support/pictures.ts'
import { makeProgram, runProgram } from '../support/program.ts'

expect.addSnapshotSerializer(planSerializer)
expect.extend(matchers)
// Whole pictures on a software device: minutes are not a fault where cores are few and busy.
vi.setConfig({ testTimeout: 120_000 })

const folder = mkdtempSync(join(tmpdir(), 'memkit-scene-'))
const size = { width: 320, height: 180 }

const program = await makeProgram('examples/scene-loader/main.ts')
const start = (args: readonly string[], env: Record<string, string> = {}) =>
  runProgram(program, { args, env: { ...process.env, ...env } })

it('ships the scene that its script makes', async () => {
  expect(Buffer.from(await makeScene()).equals(readFileSync(scenePath))).toBe(true)
})

it.for(Object.values(profiles))(
  'plans loading for $name as one submission, one region for all accessors',
  async (profile) => {
    const scene = await readScene(scenePath)
    const { graph } = loadGraph(scene)
    const plan = planGraph(graph, profile)
    expect(plan).toPassCheck(graph, profile)
    expect(plan.submissions).toHaveLength(1)
    const copies = plan.submissions[0]!.commands.filter(({ op }) => op === 'copy' || op === 'scatter')
    expect(copies).toMatchObject([{ op: 'copy', regions: [expect.any(Array)] }])
    const { transfers } = plan.report
    // The four more are what the shader reads of instances, surfaces and lights, and what stands for attributes that are not there.
    expect(transfers.declared).toBe(scene.buffers.length + 4 + scene.textures.length)
    expect(transfers.regions).toBe(1 + scene.textures.length)
  },
)

it('plans loading and drawing as committed; drawing uploads a camera and nothing else', async () => {
  const scene = await readScene(scenePath)
  for (const graph of [loadGraph(scene).graph, drawGraph(scene, size)]) {
    const plan = planGraph(graph, profiles.webgpu)
    expect(plan).toPassCheck(graph, profiles.webgpu)
    expect(plan).toMatchSnapshot()
  }
  expect(drawGraph(scene, size).passes.map(({ kind }) => kind)).toEqual(['upload', 'render', 'readback'])
})

it('issues as many commands for 500 accessors as for 5', async () => {
  const plans = await Promise.all(
    [5, 500].map(async (count) => {
      const { graph } = loadGraph(await readScene(await writeScene(manyMeshes(count))))
      return planGraph(graph, profiles.webgpu)
    }),
  )
  const [few, many] = plans.map((plan) => plan.submissions.map(({ commands }) => commands.map(({ op }) => op)))
  expect(many).toEqual(few)
  expect(plans[1]!.report.transfers.regions).toBe(plans[0]!.report.transfers.regions)
})

it('says in one line what is wrong with a file, and exits with 1', async () => {
  const { status, stderr, stdout } = start([await writeText('no scene at all')])
  expect([status, stdout]).toEqual([1, ''])
  expect(stderr.trimEnd().split('\n').slice(1)).toEqual([
    expect.stringMatching(/neither a binary glTF 2\.0 file nor JSON/),
  ])
})

it('exits with 2 on arguments that make no sense', () => {
  expect(start(['--size', 'large']).status).toBe(2)
  expect(start(['a.glb', 'b.glb']).status).toBe(2)
  expect(start(['--views', '0']).status).toBe(2)
})

it('draws on the CPU where no GPU can be had, and says so', () => {
  const out = join(folder, 'none.png')
  const { status, stdout } = start(['--out', out, '--size', '48x27'], { NO_GPU: '1' })
  expect(status).toBe(0)
  expect(stdout).toMatch(/ran on +the CPU \(no GPU: NO_GPU is set in the environment\)/)
  expect(decodePng(readFileSync(out))).toMatchObject({ width: 48, height: 27 })
})

it('shows the backends that there are, side by side with their difference', () => {
  const out = join(folder, 'compared.png')
  const { status, stdout } = start(['--compare', '--out', out, '--size', '48x27'], { NO_GPU: '1' })
  expect(status).toBe(0)
  for (const name of ['webgpu', 'vulkan'])
    expect(stdout).toContain(`not drawn by ${name}: NO_GPU is set in the environment`)
  // Alone, a picture has nothing to differ from.
  expect(decodePng(readFileSync(out))).toMatchObject({ width: 48, height: 27 })
})

it('writes a document that the command line draws, with nothing of the example left in it', async () => {
  const json = join(folder, 'still-life.json')
  const written = start(['--json', json, '--size', '48x27'])
  expect([written.status, written.stdout]).toEqual([0, expect.stringContaining('memkit-gpu run ')])
  const png = join(folder, 'still-life.png')
  const args = ['run', json, '--inputs', join(folder, 'still-life.inputs'), '--output', `picture=${png}`]
  const said: string[] = []
  const say = (text: string) => void said.push(text)
  const terminal: Terminal = {
    print: say,
    error: say,
    progress: () => undefined,
    readInput: async () => new Uint8Array(),
  }
  expect([await runCli(args, terminal), said]).toEqual([0, [expect.stringMatching(/^ran on dummy: 1 submission/)]])
  const scene = await readScene(scenePath)
  const { graph, inputs } = sceneGraph(scene, { width: 48, height: 27 })
  const { outputs } = await referenceRun(graph, inputs as Record<string, Uint8Array>)
  expect(Buffer.from(decodePng(readFileSync(png)).texels).equals(outputs['picture']!)).toBe(true)
})

await describeGpu('webgpu', 'the scene loader', ({ gpu }) => {
  it('draws its own scene as the reference shows it', async () => {
    const backend = await createWebGpuBackend({ gpu })
    const { errors } = countGpu(backend.device)
    const scene = await readScene(scenePath)
    const loaded = await loadScene(scene, backend)
    const { draw } = await loaded.startDrawing(size)
    const picture = await draw()
    await backend.destroy()
    expect(errors).toEqual([])
    await expectPicture('still-life', size.width, size.height, picture)
  })

  it('loads once and draws often: each picture is one submission, from wherever one looks', async () => {
    const small = { width: 80, height: 45 }
    const backend = await createWebGpuBackend({ gpu })
    const scene = await readScene(scenePath)
    const counts = countGpu(backend.device)
    const loaded = await loadScene(scene, backend)
    expect(counts.submits).toBe(1)
    const { draw } = await loaded.startDrawing(small)
    const first = await draw()
    const behind = await draw(turned(scene.camera, 0.5))
    const before = { ...counts }
    const again = await draw()
    expect({ submits: counts.submits - before.submits, errors: counts.errors }).toEqual({ submits: 1, errors: [] })
    expect(differ(first, behind).mean).toBeGreaterThan(5)
    expect(Buffer.from(again).equals(first)).toBe(true)
    await loaded.destroy()
    await backend.destroy()
  })

  it('loads and takes over 200 accessors with the calls that 40 take: one submission, one copy', async () => {
    const counts = []
    for (const count of [40, 200]) {
      const scene = await readScene(await writeScene(manyMeshes(count)))
      const backend = await createWebGpuBackend({ gpu })
      const counted = countGpu(backend.device)
      const loaded = await loadScene(scene, backend)
      const { submits, created, commands } = counted
      await loaded.startDrawing({ width: 64, height: 64 })
      await backend.destroy()
      expect(counted.errors).toEqual([])
      counts.push({ loading: { submits, created, commands }, inAll: { ...counted } })
    }
    expect(counts[1]).toEqual(counts[0])
    expect(counts[0]!.loading).toMatchObject({ submits: 1, commands: 1 })
  })

  it('writes a PNG and the plan beside it, says what ran where, and ends by itself', () => {
    const out = join(folder, 'scene.png')
    const { status, stdout, stderr } = start(['--out', out, '--size', '160x90'])
    expect(status).toBe(0)
    expect(stdout).toMatch(/ran on +webgpu: /)
    expect(stdout).toMatch(/loading +1 submission, proven fewest/)
    expect(stderr).toMatch(/decoding image 7 of 7/)
    expect(decodePng(readFileSync(out))).toMatchObject({ width: 160, height: 90 })
    const text = readFileSync(join(folder, 'scene.txt'), 'utf8')
    for (const what of ['load', 'draw'])
      expect(text).toMatch(new RegExp(`^plan "${what} still-life\\.glb" for "?webgpu`, 'm'))
  })

  it('writes as many pictures as it is asked for, from all around', () => {
    const { status } = start(['--out', join(folder, 'around.png'), '--size', '32x18', '--views', '3'])
    expect(status).toBe(0)
    const pictures = [1, 2, 3].map((view) => readFileSync(join(folder, `around-${view}.png`)).toString('base64'))
    expect(new Set(pictures).size).toBe(3)
  })
})
