/** Options that are flags: what is neither true nor false is refused, for a program that says 'no' would get what it did not want. */
import { createExecutor, isMemkitError, parsePlan, planGraph, profiles } from 'memkit-gpu'
import { createDummyBackend } from 'memkit-gpu/dummy'
import { Fence, Gpu } from 'memkit-gpu/gpu'
import { createVulkanBackend } from 'memkit-gpu/vulkan'
import { describe, expect, it } from 'vitest'

const backend = createDummyBackend()
const plan = planGraph({ version: 1, name: 'empty', resources: [], passes: [] }, profiles.dummy)

const takersOf: Readonly<Record<string, (value: never) => unknown>> = {
  'createExecutor, ignoreHash': (ignoreHash) => createExecutor(plan, backend, { ignoreHash }),
  'parsePlan, ignoreHash': (ignoreHash) => parsePlan(plan, profiles.dummy, { ignoreHash }),
  'Fence, signalled': (signalled) => new Fence(new Gpu(backend), { signalled }),
  'createDummyBackend, unmappable': (unmappable) => createDummyBackend({ unmappable }),
  'createDummyBackend, faults[0].forever': (forever) =>
    createDummyBackend({ faults: [{ call: 'submit', at: 0, forever }] }),
  'createVulkanBackend, trustSpirv': (trustSpirv) => createVulkanBackend({ trustSpirv }),
}

describe.each(Object.entries(takersOf))('%s', (name, take) => {
  it.each(['no', 0, 1, null, {}])('refuses %j', async (value) => {
    const error = await Promise.resolve()
      .then(() => take(value as never))
      .catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code: 'INVALID_OPTION', path: name.slice(name.indexOf(' ') + 1) })
    expect(isMemkitError(error) && error.message).toContain('true or false')
  })
})
