/** Misspelt options: refused by every public function that has any, with the name, the nearest known one and the place. */
import { isMemkitError } from 'memkit-gpu'
import { expect, it } from 'vitest'
import { callsOf, type Call } from './calls.ts'

/** Arguments that are options, by function; the others are data, which may say more than is read. */
const optionsOf: Readonly<Record<string, number>> = {
  createExecutor: 2,
  createPlanner: 1,
  createReference: 1,
  execute: 2,
  formatPlan: 1,
  parsePlan: 2,
  placeIntervals: 1,
  planFrontier: 2,
  planGraph: 2,
  referenceRun: 2,
  createDummyBackend: 0,
  createVulkanBackend: 0,
  createWebGpuBackend: 0,
  Gpu: 1,
  BufferPool: 1,
  Fence: 1,
  inspectDot: 1,
  inspectHtml: 1,
  inspectSvg: 1,
  inspectTrace: 1,
  'executor.run': 0,
  'executor.update': 1,
  'planner.plan': 1,
  'reference.run': 0,
  composeGraphs: 1,
}

const calls = await callsOf()

async function refusal({ call }: Call, args: readonly unknown[]): Promise<unknown> {
  try {
    await call(...(args as never[]))
    return undefined
  } catch (error) {
    return isMemkitError(error) ? { code: error.code, path: error.path, nearest: error.details['nearest'] } : error
  }
}

const withOptions = calls.filter(({ name }) => name in optionsOf)

it('knows the functions', () => {
  expect(withOptions.map(({ name }) => name).toSorted()).toEqual(Object.keys(optionsOf).toSorted())
})

it.each(withOptions.map((call) => [call.name, call] as const))('%s refuses a misspelt option', async (name, call) => {
  const at = optionsOf[name]!
  const known = call.fields![at]!
  for (const field of known) {
    const args = call.args()
    const wrong = `${field}s`
    args[at] = { ...(args[at] as object), [wrong]: 1 }
    const path = name === 'composeGraphs' ? `composition.${wrong}` : wrong
    expect(await refusal(call, args)).toEqual({ code: 'INVALID_OPTION', path, nearest: field })
  }
})

it.each([
  ['planFrontier', 'objective', 'memory'],
  ['planFrontier', 'memoryBudget', 100],
  ['planFrontier', 'costs', {}],
  ['createPlanner', 'signal', new AbortController().signal],
  ['createPlanner', 'onProgress', () => undefined],
])('%s refuses %s, which others take', async (name, option, value) => {
  const call = calls.find((one) => one.name === name)!
  const args = call.args()
  args[optionsOf[name]!] = { [option]: value }
  expect(await refusal(call, args)).toMatchObject({ code: 'INVALID_OPTION', path: option })
})

it.each(withOptions.filter(({ isRefused }) => !isRefused).map((call) => [call.name, call] as const))(
  '%s lets undefined fields be, and those of prototypes',
  async (name, call) => {
    const args = call.args()
    const at = optionsOf[name]!
    args[at] = Object.assign(Object.create({ inherited: 1 }), args[at], { misspelt: undefined })
    expect(await refusal(call, args)).toBe(undefined)
  },
)
