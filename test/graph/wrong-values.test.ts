/** What a program gives in the place of a document within its first hour: what makes one, what holds one, and texts. */
import { createPlanner, execute, frameGraph, parseGraph, parseProfile, planGraph, profiles } from 'memkit-gpu'
import { createDummyBackend } from 'memkit-gpu/dummy'
import { expect, it } from 'vitest'

const builder = frameGraph().buffer('a', { size: 4 }).upload('a', { input: 'in' }).readback('a', { output: 'out' })
const graph = builder.build()
const backend = createDummyBackend()
const text = JSON.stringify(graph)

const told = (call: () => unknown, code: string, message: string) =>
  expect(call).toThrow(expect.objectContaining({ code, message }))

it('a graph builder for its graph', async () => {
  const message = 'This is a graph builder, but a graph is wanted; finish it: builder.build()'
  told(() => parseGraph(builder), 'WRONG_DOCUMENT', message)
  told(() => planGraph(builder as never, profiles.dummy), 'WRONG_DOCUMENT', message)
  await expect(execute(builder as never, backend)).rejects.toMatchObject({ message })
})

it('a text for a graph', () =>
  told(
    () => planGraph(text as never, profiles.dummy),
    'WRONG_DOCUMENT',
    'This is a text, but a graph is wanted; read it by parseGraphText(text)',
  ))

it('a backend, a name or nothing for a profile', () => {
  const ofBackend = 'This is a backend, but a device profile is wanted; give its profile: backend.profile'
  told(() => planGraph(graph, backend as never), 'WRONG_DOCUMENT', ofBackend)
  told(() => createPlanner(backend as never), 'WRONG_DOCUMENT', ofBackend)
  const ofName = 'This is a text, but a device profile is wanted; give a device profile, such as profiles.webgpu'
  told(() => planGraph(graph, 'webgpu' as never), 'WRONG_DOCUMENT', ofName)
  told(() => parseProfile('webgpu'), 'WRONG_DOCUMENT', ofName)
  const ofNothing = 'There is no device profile; give one, such as profiles.webgpu or that of a backend'
  told(() => (planGraph as (graph: unknown) => unknown)(graph), 'INVALID_PROFILE', ofNothing)
})
