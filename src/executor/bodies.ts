/**
 * The bodies of a run: found by name, their errors attributed to their passes, and calls of the executor from inside them
 * detected.
 */
import type { Body, BodyTraits, PassQueries } from '../backends/backend.ts'
import { builtinModule } from '../builtin-module.ts'
import { bodyFailed, isMemkitError, missingBody } from '../errors.ts'
import { checkFunction, givenOptions, promised, readGiven } from '../given.ts'
import { nearestBody } from '../nearest-id.ts'
import type { Plan } from '../plan/document.ts'

export type Bodies = Readonly<Record<string, Body>>

/**
 * A body that records the same each time that it is given the same slices. Backends that can, record it once and execute that
 * until `executor.invalidate(pass)` is called, another static body is given in its place, or the plan is exchanged. Make it once and
 * give the same function to every run: each call of `staticBody` makes another body.
 *
 * On WebGPU, a static body of a render pass is given a `GPURenderBundleEncoder`, which has no viewport, scissor, stencil reference,
 * blend constant and queries: those are as at the beginning of a pass. A static body of a custom pass is called in every run, because
 * that API executes a `GPUCommandBuffer` once. On Vulkan it is given a `VkCommandBuffer` as ever. Where runs rotate through
 * history, frames in flight or imported handles, it is called once for each set of slices.
 */
export const staticBody = (body: Body): Body => withTraits(body, { isStatic: true })

/**
 * A body whose render pass begins with queries (WebGPU): an occlusion query set, timestamps. Where adjacent passes are drawn as one,
 * their bodies give the same set or only one of them gives any. Read them in a later custom pass, with `resolveQuerySet`.
 * @throws MemkitError INVALID_OPTION where the body is no function, or the queries are no object of queries
 */
export const withQueries = (body: Body, queries: PassQueries): Body =>
  withTraits(body, { queries: givenOptions<PassQueries, keyof PassQueries>(queries, queryNames, 'queries') })

const queryNames = ['occlusionQuerySet', 'timestampWrites'] as const

function withTraits(body: Body, traits: BodyTraits): Body {
  checkFunction(body, 'body')
  const before = readGiven('body.traits', () => ({ ...body.traits }))
  return Object.assign((context: unknown) => body(context), { traits: { ...before, ...traits } })
}

const noBodies: Bodies = {}

/** The bodies that a plan names, wrapped so that their errors name their passes. @throws MemkitError MISSING_BODY */
export function takeBodies(plan: Plan, given: Bodies, guard: BodyGuard): Bodies {
  if (plan.bodies.length === 0) return noBodies
  return Object.fromEntries(
    plan.bodies.map(({ name, pass }) => {
      const body = Object.hasOwn(given, name) ? given[name] : undefined
      if (typeof body !== 'function') throw missingBody(name, pass, body, nearestBody(name, pass, given, needed(plan)))
      const call = (context: { pass: string }) => callBody(name, context, body, guard)
      return [name, body.traits ? Object.assign(call, { traits: body.traits }) : call]
    }),
  )
}

const needed = ({ bodies }: Plan): string[] => bodies.map(({ name }) => name)

function callBody(name: string, context: { pass: string }, body: Body, guard: BodyGuard): void | Promise<void> {
  const failed = (cause: unknown): Error =>
    isMemkitError(cause) && cause.code === 'REENTRANT_RUN' ? cause : bodyFailed(name, context.pass, cause)
  try {
    const result = guard.call(() => promised(body(context)))
    if (!(result instanceof Promise)) return undefined
    const settled = guard.await(`the body ${JSON.stringify(name)} of pass ${JSON.stringify(context.pass)}`)
    return result.then(settled, (cause: unknown) => {
      settled()
      throw failed(cause)
    })
  } catch (cause) {
    throw failed(cause)
  }
}

/** Knows whether the caller is inside a body, and which bodies have not ended. */
export interface BodyGuard {
  call<T>(body: () => T): T
  isInside(): boolean
  /** An asynchronous body has begun, which `words` describe. @returns a function to call when its promise has settled */
  await(words: string): () => void
  /** The words of the earliest body whose promise has not settled; undefined where all have. */
  awaited(): string | undefined
}

interface AsyncContext {
  run<T>(store: { active: boolean }, callback: () => T): T
  getStore(): { active: boolean } | undefined
}

/**
 * A guard for one executor. Where the runtime has AsyncLocalStorage (Node, Deno, Bun), code that a body awaits counts as inside
 * it; elsewhere only the body's synchronous part does, because other callers cannot be told from later parts.
 */
export function createBodyGuard(): BodyGuard {
  const storage = createAsyncContext()
  let depth = 0
  const awaited = new Set<{ readonly words: string }>()
  return {
    await(words) {
      const one = { words }
      awaited.add(one)
      return () => void awaited.delete(one)
    },
    awaited: () => awaited.values().next().value?.words,
    call(body) {
      const store = { active: true }
      const leave = (): void => {
        store.active = false
      }
      depth++
      try {
        const result = storage ? storage.run(store, body) : body()
        if (result instanceof Promise) result.then(leave, leave)
        else leave()
        return result
      } catch (error) {
        leave()
        throw error
      } finally {
        depth--
      }
    },
    isInside: () => depth > 0 || storage?.getStore()?.active === true,
  }
}

function createAsyncContext(): AsyncContext | undefined {
  const hooks = builtinModule<{ AsyncLocalStorage: new () => AsyncContext }>('node:async_hooks')
  return hooks && new hooks.AsyncLocalStorage()
}
