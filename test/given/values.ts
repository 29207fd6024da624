/** What a program may hand over in the place of anything: wrong types, hostile objects, endless lists. */
import { frameGraph, planGraph, profiles } from 'memkit-gpu'

const refuse = (): never => {
  throw new TypeError('the caller’s own')
}

const revoked = (target: object) => () => {
  const { proxy, revoke } = Proxy.revocable(target, {})
  revoke()
  return proxy
}

/** Every way of asking it anything throws what `thrown` gives. */
function throws(thrown: () => unknown): object {
  const trap = (): never => {
    throw thrown()
  }
  return new Proxy({}, { get: trap, has: trap, ownKeys: trap, getOwnPropertyDescriptor: trap, getPrototypeOf: trap })
}
const throwing = () => throws(() => new TypeError('the caller’s own'))

/** A list that says a length, and whose entries are read by `entry`. */
const listOf = (length: number, entry: () => unknown) =>
  new Proxy([] as unknown[], {
    get: (target, key) => (key === 'length' ? length : typeof key === 'symbol' ? Reflect.get(target, key) : entry()),
  })

function leadsToItself(): object {
  const one: Record<string, unknown> = {}
  one['self'] = one
  return one
}

/** All getters of the names that options have throw. */
const getters = () =>
  Object.defineProperties(
    {},
    Object.fromEntries(
      ['name', 'version', 'objective', 'signal', 'passes', 'parts', 'size', 'profile', 'seed'].map((key) => [
        key,
        { enumerable: true, get: refuse },
      ]),
    ),
  )

const detached = () => {
  const bytes = new Uint8Array(16)
  structuredClone(bytes.buffer, { transfer: [bytes.buffer] })
  return bytes
}

const graph = frameGraph('other')
  .buffer('b', { size: 4 })
  .upload('b', { input: 'i' })
  .readback('b', { output: 'o' })
  .build()
const plan = planGraph(graph, profiles.dummy)

/** Each is made anew for each call. */
export const wrongValues: Readonly<Record<string, () => unknown>> = {
  undefined: () => undefined,
  null: () => null,
  zero: () => 0,
  'minus one': () => -1,
  NaN: () => Number.NaN,
  Infinity: () => Infinity,
  bigint: () => 10n,
  text: () => 'x',
  'empty text': () => '',
  true: () => true,
  symbol: () => Symbol('s'),
  function: () => () => {},
  object: () => ({}),
  list: () => [],
  'list of null': () => [null],
  'list of undefined': () => [undefined],
  'nested lists': () => [[[]]],
  date: () => new Date(0),
  map: () => new Map(),
  'no prototype': () => Object.create(null) as object,
  frozen: () => Object.freeze({}),
  'leads to itself': leadsToItself,
  'revoked object': revoked({}),
  'revoked list': revoked([]),
  throwing,
  'throws what throws': () => throws(throwing),
  'throws nothing': () => throws(() => undefined),
  getters,
  'list that throws': () => listOf(3, refuse),
  'list of length 1e9': () => listOf(1e9, () => 'x'),
  'list of length NaN': () => listOf(Number.NaN, () => 'x'),
  endless: () => ({
    *[Symbol.iterator]() {
      for (;;) yield 'x'
    },
  }),
  'signal that cannot be heard': () => ({ aborted: false, addEventListener: refuse, removeEventListener: () => {} }),
  promise: () => Promise.resolve(),
  bytes: () => new Uint8Array(4),
  'detached bytes': detached,
  plan: () => plan,
  graph: () => graph,
}
