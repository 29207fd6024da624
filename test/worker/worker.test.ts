import { MessageChannel, Worker, type MessagePort } from 'node:worker_threads'
import { afterEach, describe, expect, it } from 'vitest'
import { parseGraph, planGraph, profiles, type PlanProgress } from 'memkit-gpu'
import { createWorkerPlanner, servePlans, type MessageEndpoint } from 'memkit-gpu/worker'

const graph = parseGraph({
  version: 1,
  resources: [{ id: 'a', kind: 'buffer', size: 64 }],
  passes: [
    { id: 'up', kind: 'upload', to: 'a', input: 'in' },
    { id: 'get', kind: 'readback', from: 'a', output: 'out' },
  ],
})

const ports: MessagePort[] = []
/** Both ends of what a worker and its program talk over. */
function connect(): { readonly program: MessagePort; readonly worker: MessagePort } {
  const { port1: program, port2: worker } = new MessageChannel()
  ports.push(program, worker)
  return { program, worker }
}
afterEach(() => {
  for (const port of ports.splice(0)) port.close()
})

describe('a planner in a worker', () => {
  it('gives the plan that planGraph gives, byte for byte, and tells of its progress', async () => {
    const { program, worker } = connect()
    servePlans(worker)
    const seen: PlanProgress[] = []
    const planner = createWorkerPlanner(program, profiles.dummy, { objective: 'memory' })
    const plan = await planner.plan(graph, { onProgress: (progress) => seen.push(progress) })
    expect(JSON.stringify(plan)).toBe(JSON.stringify(planGraph(graph, profiles.dummy, { objective: 'memory' })))
    expect(seen[0]).toMatchObject({ phase: 'normalise', done: 0 })
    expect(seen.at(-1)).toMatchObject({ phase: 'done' })
  })

  it('shares its worker with planners for other devices', async () => {
    const { program, worker } = connect()
    servePlans(worker)
    const planners = [profiles.vulkan, profiles.webgpu].map((profile) => createWorkerPlanner(program, profile))
    const plans = await Promise.all(planners.map((planner) => planner.plan(graph)))
    expect(plans.map(({ profile }) => profile)).toEqual(['vulkan', 'webgpu'])
  })

  it('talks over ports as pages have them, which deliver nothing before they are started', async () => {
    const { program, worker } = connect()
    const asInPages = (port: MessagePort): MessageEndpoint => {
      const listeners: ((event: object) => void)[] = []
      return {
        postMessage: (message) => port.postMessage(message),
        addEventListener: (type, listener) => void (type === 'message' && listeners.push(listener)),
        start: () => void port.on('message', (data) => listeners.forEach((listener) => listener({ data }))),
      }
    }
    servePlans(asInPages(worker))
    const plan = await createWorkerPlanner(asInPages(program), profiles.webgpu).plan(graph)
    expect(plan.hash).toBe(planGraph(graph, profiles.webgpu).hash)
  })

  it('rejects with the error of planning, as it was', async () => {
    const { program, worker } = connect()
    servePlans(worker)
    const broken = parseGraph({ ...graph, passes: graph.passes.slice(1) })
    const error = (await createWorkerPlanner(program, profiles.dummy)
      .plan(broken)
      .catch((e: unknown) => e)) as Error
    expect(() => planGraph(broken, profiles.dummy)).toThrow(error.message)
    expect(error).toMatchObject({ name: 'MemkitError', code: 'READ_BEFORE_WRITE', phase: 'plan' })
  })

  it('rejects with what onProgress throws', async () => {
    const { program, worker } = connect()
    servePlans(worker)
    const planner = createWorkerPlanner(program, profiles.dummy)
    const mine = new Error('mine')
    const onProgress = () => {
      throw mine
    }
    await expect(planner.plan(graph, { onProgress })).rejects.toBe(mine)
    await expect(planner.plan(graph)).resolves.toMatchObject({ format: 'memkit-gpu/plan' })
  })

  it('rejects what is under way and what comes when the other side has ended', async () => {
    const { program, worker } = connect()
    const planner = createWorkerPlanner(program, profiles.dummy)
    const left = planner.plan(graph)
    worker.close()
    await expect(left).rejects.toMatchObject({ code: 'WORKER_FAILED' })
    await expect(planner.plan(graph)).rejects.toMatchObject({ code: 'WORKER_FAILED' })

    const thread = new Worker('setInterval(() => {}, 1000)', { eval: true })
    const another = createWorkerPlanner(thread, profiles.dummy)
    const waiting = another.plan(graph)
    await thread.terminate()
    await expect(waiting).rejects.toMatchObject({ code: 'WORKER_FAILED' })
    await expect(another.plan(graph)).rejects.toMatchObject({ code: 'WORKER_FAILED' })
  })

  it('rejects at once when it is aborted or destroyed, though nobody answers', async () => {
    const { program } = connect()
    const controller = new AbortController()
    const planner = createWorkerPlanner(program, profiles.dummy)
    const aborted = planner.plan(graph, { signal: controller.signal })
    const left = planner.plan(graph)
    controller.abort('enough')
    await expect(aborted).rejects.toMatchObject({ code: 'ABORTED', phase: 'plan', cause: 'enough' })
    planner.destroy()
    await expect(left).rejects.toMatchObject({ code: 'DESTROYED' })
    await expect(planner.plan(graph)).rejects.toMatchObject({ code: 'DESTROYED' })
  })
})
