/** Whatever a program hands to a public function, it works or throws a MemkitError with a code, a phase and a place (F06, F33, F47, F48). */
import { isMemkitError } from 'memkit-gpu'
import { expect, it } from 'vitest'
import manifest from '../../package.json' with { type: 'json' }
import { callsOf, entries, type Call } from './calls.ts'
import { wrongValues } from './values.ts'

const calls = await callsOf()

/** What such a call ends with, where that is no answer and no MemkitError. */
async function untyped({ call }: Call, args: readonly unknown[]): Promise<string | undefined> {
  try {
    await call(...(args as never[]))
    return undefined
  } catch (error) {
    if (isMemkitError(error) && error.code !== '' && error.phase !== undefined) return undefined
    return error instanceof Error ? `${error.name}: ${error.message}` : String(error)
  }
}

/** Each argument, and each field of those that have any, replaced by each wrong value. */
function* variants({ args, fields = {} }: Call): Generator<readonly [string, readonly unknown[]]> {
  const { length } = args()
  for (let i = 0; i < length; i++)
    for (const [what, make] of Object.entries(wrongValues)) {
      const given = args()
      const whole = given[i]
      given[i] = make()
      yield [`argument ${i}: ${what}`, given]
      for (const field of fields[i] ?? []) {
        const part = args()
        part[i] = { ...(whole as object), [field]: make() }
        yield [`argument ${i}, ${field}: ${what}`, part]
      }
    }
}

it.each(calls.filter(({ isRefused }) => !isRefused).map((call) => [call.name, call] as const))(
  '%s takes what it is meant for',
  async (_, call) => {
    expect(await untyped(call, call.args())).toBe(undefined)
    await call.call(...(call.args() as never[]))
  },
)

it.each(calls.map((call) => [call.name, call] as const))(
  '%s refuses what is wrong by typed errors',
  async (_, call) => {
    const faults: string[] = []
    for (const [what, args] of variants(call)) {
      const ended = await untyped(call, args)
      if (ended !== undefined) faults.push(`${what}: ${ended}`)
    }
    expect(faults).toEqual([])
  },
)

/** Those without parameters, and an identity that reads nothing. */
const withoutArguments = new Set([
  'useSoftwareGpu',
  'graphJsonSchema',
  'planJsonSchema',
  'profileJsonSchema',
  'computedId',
])

it('knows every function of every entry', () => {
  const named = Object.keys(manifest.exports).filter((entry) => !/setup$|json$/.test(entry))
  expect(Object.keys(entries).toSorted()).toEqual(named.toSorted())
  const known = new Set(calls.map(({ name }) => name))
  const functions = Object.values(entries).flatMap((entry) =>
    Object.entries(entry).flatMap(([name, value]) => (typeof value === 'function' ? [name] : [])),
  )
  // Made by backends and for errors, not by programs.
  const made = new Set(['MemkitError', 'WebGpuBackend'])
  expect(functions.filter((name) => !known.has(name) && !withoutArguments.has(name) && !made.has(name))).toEqual([])
})
