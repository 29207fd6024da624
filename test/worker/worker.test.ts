import { once } from 'node:events'
import { MessageChannel, Worker, type MessagePort } from 'node:worker_threads'
import { afterEach, describe, expect, it } from 'vitest'
import { createPlanner, parseGraph, planGraph, profiles, type PlanProgress } from 'memkit-gpu'
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

  it('checks its options where it is made, as createPlanner does', () => {
    const { program } = connect()
    for (const options of [
      { objectiv: 'memory' },
      { objective: 'speed' },
      { memoryBudget: -1 },
      { costs: 5 },
      { maxPlans: 0 },
      { maxPasses: 1.5 },
      { onProgress: () => undefined },
      null,
      5,
      Object.defineProperty({}, 'effort', {
        enumerable: true,
        get: () => {
          throw new Error('mine')
        },
      }),
    ] as never[]) {
      const refused = (act: () => unknown): unknown => {
        try {
          return act()
        } catch (error) {
          return error
        }
      }
      const error = refused(() => createWorkerPlanner(program, profiles.dummy, options))
      expect(error).toEqual(refused(() => createPlanner(profiles.dummy, options)))
      expect(error).toMatchObject({ name: 'MemkitError' })
    }
  })

  it('reads its options once', async () => {
    const { program, worker } = connect()
    servePlans(worker)
    const options = { objective: 'memory' as 'memory' | 'balanced' }
    const planner = createWorkerPlanner(program, profiles.dummy, options)
    options.objective = 'balanced'
    expect((await planner.plan(graph)).objective).toBe('memory')
  })

  it.each([
    ['functions', { ...profiles.dummy, made: () => 1 }, 'UNREADABLE_VALUE'],
    ['what no JSON holds', { ...profiles.dummy, maxBufferBytes: 1n }, 'UNREADABLE_VALUE'],
    ['itself', Object.assign({ ...profiles.dummy }, { me: 0 }), 'UNREADABLE_VALUE'],
    ['nothing', undefined, 'INVALID_PROFILE'],
    ['a name', 'webgpu', 'WRONG_DOCUMENT'],
    ['a graph', graph, 'WRONG_DOCUMENT'],
  ])('refuses %s for a profile where it is called, as other planners do', (_, profile, code) => {
    if (typeof profile === 'object' && 'me' in profile) Object.assign(profile, { me: profile })
    const { program } = connect()
    const refusal = expect.objectContaining({ name: 'MemkitError', code }) as unknown
    expect(() => createWorkerPlanner(program, profile as never)).toThrow(refusal)
    expect(() => createPlanner(profile as never)).toThrow(refusal)
  })

  it('has the worker check the fields of a profile', async () => {
    const { program, worker } = connect()
    servePlans(worker)
    const planner = createWorkerPlanner(program, { ...profiles.dummy, queues: [] })
    await expect(planner.plan(graph)).rejects.toMatchObject({ name: 'MemkitError', code: 'INVALID_PROFILE' })
  })

  it('refuses a signal that cannot be listened to, or no longer', async () => {
    const { program } = connect()
    const planner = createWorkerPlanner(program, profiles.dummy)
    const half = { aborted: false, addEventListener: () => undefined }
    await expect(planner.plan(graph, { signal: half as never })).rejects.toMatchObject({ code: 'INVALID_OPTION' })
    const throwing = {
      ...half,
      addEventListener: () => {
        throw new Error('mine')
      },
      removeEventListener: () => undefined,
    }
    await expect(planner.plan(graph, { signal: throwing as never })).rejects.toMatchObject({ code: 'UNREADABLE_VALUE' })
  })

  it('listens to a worker once, however many planners there are', async () => {
    const { program, worker } = connect()
    servePlans(worker)
    servePlans(worker)
    const counts: number[] = []
    for (let i = 0; i < 20; i++) {
      await createWorkerPlanner(program, profiles.dummy, { maxPlans: i + 1 }).plan(graph)
      counts.push(program.listenerCount('message') + program.listenerCount('close') + worker.listenerCount('message'))
    }
    expect(new Set(counts)).toEqual(new Set([3]))
  })

  it('rejects where the worker has ended before, or its program could not be loaded', async () => {
    const thread = new Worker('', { eval: true })
    await once(thread, 'exit')
    await expect(createWorkerPlanner(thread, profiles.dummy).plan(graph)).rejects.toMatchObject({
      code: 'WORKER_FAILED',
    })

    const page = new EventTarget()
    const endpoint = Object.assign(page, { postMessage: () => undefined }) as unknown as MessageEndpoint
    const planner = createWorkerPlanner(endpoint, profiles.dummy)
    const left = planner.plan(graph)
    page.dispatchEvent(new Event('messageerror'))
    await expect(left).rejects.toMatchObject({ code: 'WORKER_FAILED' })
    const told = planner.plan(graph)
    page.dispatchEvent(Object.assign(new Event('error'), { message: 'of somebody else in the worker' }))
    await expect(told).rejects.toMatchObject({ code: 'WORKER_FAILED' })
    page.dispatchEvent(new Event('error'))
    await expect(planner.plan(graph)).rejects.toMatchObject({ code: 'WORKER_FAILED' })
  })

  it('survives what is no request of ours', async () => {
    const { program, worker } = connect()
    servePlans(worker)
    for (const message of [
      null,
      5,
      { memkit: 'other' },
      { memkit: 'plan' },
      { memkit: 'plan', id: 5, profile: profiles.dummy, options: {}, graph, cancelled: 'yes' },
      { memkit: 'plan', id: [], profile: profiles.dummy, options: null, graph: 5 },
    ])
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- it is no window
      program.postMessage(message)
    expect((await createWorkerPlanner(program, profiles.dummy).plan(graph)).format).toBe('memkit-gpu/plan')
  })
})
