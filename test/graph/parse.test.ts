import { runInNewContext } from 'node:vm'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { MemkitError } from '../../src/errors.ts'
import { jsonFault } from '../../src/graph/json-fault.ts'
import { isFrameGraph, parseGraph, parseGraphText } from '../../src/graph/parse.ts'
import { plainCopy } from '../../src/graph/plain-copy.ts'
import { resolveGraph } from '../../src/graph/resolve.ts'

const buffer = (id: string, size = 64) => ({ id, kind: 'buffer', size })
const fill = (id: string, to: unknown, value = 0) => ({ id, kind: 'fill', to, value })
const graph = (resources: unknown[], passes: unknown[], more: object = {}) => ({
  version: 1,
  resources,
  passes,
  ...more,
})
const code = (wanted: string, path?: string): unknown =>
  expect.objectContaining(path === undefined ? { code: wanted } : { code: wanted, path })

it('bytes of another realm are bytes', () => {
  const text = JSON.stringify(graph([buffer('a')], []))
  const Foreign = runInNewContext('Uint8Array') as typeof Uint8Array
  expect(parseGraphText(Foreign.from(new TextEncoder().encode(text))).resources).toHaveLength(1)
  expect(() => parseGraphText({ [Symbol.toStringTag]: 'Uint8Array' } as unknown as Uint8Array)).toThrow(
    code('INVALID_JSON'),
  )
})

describe('a parsed graph', () => {
  it('is frozen all the way down, branded, and private: the document stays as it was', () => {
    const document = graph([buffer('a')], [fill('f', { resource: 'a', offset: 0, size: 8 })])
    const parsed = parseGraph(document)
    expect(isFrameGraph(parsed)).toBe(true)
    expect(isFrameGraph(document)).toBe(false)
    expect(Object.isFrozen(parsed.passes)).toBe(true)
    expect(Object.isFrozen((parsed.passes[0] as { to: object }).to)).toBe(true)
    expect(Object.isFrozen(document.passes[0])).toBe(false)
    expect(parsed).toEqual(document)
    expect(parseGraph(parsed)).toBe(parsed)
  })
  it('is frozen where lists are empty, and where lists of numbers are alike', () => {
    const parsed = parseGraph(graph([], []))
    expect([parsed.resources, parsed.passes].every((list) => Object.isFrozen(list))).toBe(true)
    for (const workgroups of [[64, 1, 1], [64, 1, -0], [7], [7, 7], [], [1, 2, 3, 4], ['7', 7, 7], [[1], 1, 1]]) {
      const list = [workgroups, [64, 1, 1], workgroups]
      const copy = plainCopy(list) as unknown[]
      expect(copy).toStrictEqual(list)
      expect([copy, ...copy].every((one) => Object.isFrozen(one))).toBe(true)
    }
  })
  it('F28: does not follow later changes of the document it came from', () => {
    const document = graph([buffer('a')], [fill('f', 'a')])
    const parsed = parseGraph(document)
    document.resources.push(buffer('b'))
    ;(document.passes[0] as { value: number }).value = 7
    expect(parsed.resources).toHaveLength(1)
    expect(parsed.passes[0]).toMatchObject({ value: 0 })
  })
  it('F24: may be empty', () => {
    expect(resolveGraph(parseGraph(graph([], []))).accessInstance).toHaveLength(0)
  })
  it('says all faults in one error, capped, the first by its path', () => {
    const document = graph(
      Array.from({ length: 1000 }, (_, i) => buffer(`b${i}`, -1)),
      [],
    )
    const error = catching(() => parseGraph(document))
    expect(error.path).toBe('resources[0].size')
    expect(error.details['issues']).toHaveLength(50)
    expect(error.message.length).toBeLessThan(200)
  })
})

describe('numbers', () => {
  it('F1, F2: NaN and Infinity are refused', () => {
    for (const size of [NaN, Infinity, -Infinity])
      expect(() => parseGraph(graph([buffer('a', size)], []))).toThrow(code('INVALID_DOCUMENT', 'resources[0].size'))
  })
  it('F3: −0 becomes 0', () => {
    const text =
      '{"version":1,"resources":[{"id":"a","kind":"buffer","size":4}],"passes":[{"id":"f","kind":"fill","value":-0,"to":{"resource":"a","offset":-0,"size":4}}]}'
    for (const parsed of [parseGraphText(text), parseGraph(JSON.parse(text))]) {
      const pass = parsed.passes[0] as { value: number; to: { offset: number } }
      expect(Object.is(pass.value, 0)).toBe(true)
      expect(Object.is(pass.to.offset, 0)).toBe(true)
    }
  })
  it('F6: a BigInt is refused where it stands', () => {
    expect(() => parseGraph(graph([{ ...buffer('a'), size: 64n }], []))).toThrow(
      code('UNREADABLE_VALUE', 'resources[0].size'),
    )
  })
  it('F5: every whole number that JSON.parse would change is refused, and no other', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 2n ** 52n, max: 2n ** 55n }), (size) => {
        const text = `{"version":1,"resources":[{"id":"a","kind":"buffer","size":${size}}],"passes":[]}`
        if (size <= 2n ** 53n - 1n) expect(parseGraphText(text).resources[0]).toMatchObject({ size: Number(size) })
        else expect(() => parseGraphText(text)).toThrow(code('INEXACT_NUMBER', 'resources[0].size'))
      }),
    )
  })
  it('other ways to write a whole number are fine', () => {
    for (const size of ['4.0', '4e0', '0.4e1', '400e-2', '4.000e+0'])
      expect(
        parseGraphText(`{"version":1,"resources":[{"id":"a","kind":"buffer","size":${size}}],"passes":[]}`)
          .resources[0],
      ).toMatchObject({ size: 4 })
  })
  it('F7: offset + size is compared by subtraction, so nothing overflows', () => {
    const size = 2 ** 53 - 1
    const at = (offset: number, length: number) =>
      graph([buffer('a', size)], [fill('f', { resource: 'a', offset, size: length })])
    expect(() => parseGraph(at(size - 4, 4))).not.toThrow()
    expect(() => parseGraph(at(size - 4, 5))).toThrow(code('OUT_OF_RANGE'))
    expect(() => parseGraph(at(size, size))).toThrow(code('OUT_OF_RANGE'))
  })
  it('F8: a copy or fill of nothing is accepted and touches nothing', () => {
    const parsed = parseGraph(
      graph(
        [buffer('a'), buffer('b')],
        [
          fill('f', { resource: 'a', offset: 64, size: 0 }),
          { id: 'c', kind: 'copy', from: { resource: 'a', offset: 3, size: 0 }, to: { resource: 'b', offset: 64 } },
        ],
      ),
    )
    expect(resolveGraph(parsed).accessInstance).toHaveLength(0)
  })
  it('F9: ranges that are no multiple of 4 are accepted: planning pads them', () => {
    const parsed = parseGraph(graph([buffer('a', 7)], [fill('f', { resource: 'a', offset: 1, size: 5 })]))
    expect([...resolveGraph(parsed).accessBegin]).toEqual([1])
  })
  it('F15: 2^31 and 2^32, ±1, keep their value', () => {
    for (const at of [2 ** 31 - 1, 2 ** 31, 2 ** 31 + 1, 2 ** 32 - 1, 2 ** 32, 2 ** 32 + 1]) {
      const parsed = parseGraph(graph([buffer('a', 2 ** 34)], [fill('f', { resource: 'a', offset: at, size: at })]))
      const { accessBegin, accessEnd } = resolveGraph(parsed)
      expect([accessBegin[0], accessEnd[0]]).toEqual([at, 2 * at])
    }
  })
  it('F42: 10^15 declared bytes cost nothing to parse', () => {
    expect(parseGraph(graph([buffer('a', 1e15)], [])).resources[0]).toMatchObject({ size: 1e15 })
  })
})

describe('ids', () => {
  it('F34: names of Object.prototype are ids like others', () => {
    const ids = ['toString', '__proto__', 'constructor', 'hasOwnProperty', 'valueOf']
    const parsed = parseGraph(
      graph(
        ids.map((id) => buffer(id)),
        [
          ...ids.map((id) => ({ id, kind: 'upload', to: id, input: id })),
          ...ids.map((id) => ({ id: `${id}2`, kind: 'readback', from: id, output: id, after: [id] })),
        ],
      ),
    )
    const { inputs, outputs } = resolveGraph(parsed)
    expect([...inputs.keys()]).toEqual(ids)
    expect([...outputs.keys()]).toEqual(ids)
  })
  it('F44: any other text of up to 1024 characters survives a round trip', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 100, unit: 'binary' }), (id) => {
        fc.pre(!id.includes('\0') && id.isWellFormed())
        const parsed = parseGraphText(new TextEncoder().encode(JSON.stringify(graph([buffer(id)], []))))
        expect(parsed.resources[0]!.id).toBe(id)
      }),
    )
  })
  it('F16: the nearest id is in the error', () => {
    const error = catching(() => parseGraph(graph([buffer('positions'), buffer('normals')], [fill('f', 'postions')])))
    expect(error.details['nearest']).toBe('positions')
  })
  it.each(['a', 'POSITIONS'])('F16: %s in other capitals is the nearest, before any that is alike', (id) => {
    const other = id === id.toLowerCase() ? id.toUpperCase() : id.toLowerCase()
    const error = catching(() => parseGraph(graph([buffer(`${other}s`), buffer(other)], [fill('f', id)])))
    expect(error.details['nearest']).toBe(other)
  })
})

describe('hostile text', () => {
  it('F33: __proto__ and constructor keys are refused, and Object.prototype stays as it was', () => {
    const before = Object.getOwnPropertyNames(Object.prototype)
    expect(() => parseGraphText('{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}')).toThrow(
      code('INVALID_DOCUMENT'),
    )
    expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(before)
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined()
  })
  it('F35: a key that stands twice is found among few keys and among many', () => {
    const many = Array.from({ length: 10_000 }, (_, i) => `"k${i}":0`).join(',')
    expect(() => parseGraphText(`{${many},"k9000":1}`)).toThrow(code('DUPLICATE_KEY', 'k9000'))
    expect(() => parseGraphText(`{${many},"k\\u0039000":1}`)).toThrow(code('DUPLICATE_KEY', 'k9000'))
    expect(() => parseGraphText('{"passes":[{"a":{"b":[1,{"x y":1,"x y":2}]}}]}')).toThrow(
      code('DUPLICATE_KEY', 'passes[0].a.b[1]["x y"]'),
    )
    expect(() => parseGraphText(`{${many}}`)).toThrow(code('INVALID_DOCUMENT'))
  })
  it('F36: nesting 10^6 deep is refused without a stack overflow, in text and in data', () => {
    expect(() => parseGraphText('['.repeat(1e6))).toThrow(code('TOO_DEEP'))
    expect(() => parseGraphText('{"a":'.repeat(1e6))).toThrow(code('TOO_DEEP'))
    let nested: unknown = 1
    for (let i = 0; i < 1e6; i++) nested = [nested]
    expect(() => parseGraph(nested)).toThrow(code('TOO_DEEP'))
  })
  it('F45: text cut anywhere is refused with the place', () => {
    const whole = JSON.stringify(graph([buffer('a\\"é')], [fill('f', 'a\\"é')]))
    for (let length = 0; length < whole.length; length++)
      expect(() => parseGraphText(whole.slice(0, length))).toThrow(code('INVALID_JSON'))
    const broken = catching(() => parseGraphText('{\n  "version": 1,\n  "resources": nope\n}'))
    expect(broken.details).toMatchObject({ line: 3, column: 16 })
    const early = catching(() => parseGraphText('{\r\n  "version": 1,\r"a": ['))
    expect(early.details).toMatchObject({ line: 3, column: 7 })
    expect(early.message).toContain('it ends too early, in line 3, column 7')
  })
  it('F45: bytes that are not UTF-8, and byte order marks, are refused', () => {
    const bytes = new TextEncoder().encode('{"version":1,"resources":[],"passes":[],"name":"xxx"}')
    bytes[48] = 0xff
    expect(catching(() => parseGraphText(bytes)).details).toMatchObject({ offset: 48 })
    // Offsets and columns count characters; the message says which byte.
    const behind = Uint8Array.from([...new TextEncoder().encode('{\n"ééé":"'), 0xff])
    const { message, details } = catching(() => parseGraphText(behind))
    expect(message).toContain('byte 12 is not UTF-8, in line 2, column 8')
    expect(details).toMatchObject({ offset: 9, line: 2, column: 8 })
    expect(() => parseGraphText(Uint8Array.from([0xef, 0xbb, 0xbf, 0x7b, 0x7d]))).toThrow(code('INVALID_JSON'))
    for (const utf16 of [
      [0xff, 0xfe, 0x7b, 0],
      [0xfe, 0xff, 0, 0x7b],
    ])
      expect(() => parseGraphText(Uint8Array.from(utf16))).toThrow('it is UTF-16; save it as UTF-8')
  })
  it('F48: a detached buffer is refused; shared memory is read once', () => {
    const bytes = new TextEncoder().encode('{"version":1,"resources":[],"passes":[]}')
    const shared = new Uint8Array(new SharedArrayBuffer(bytes.length))
    shared.set(bytes)
    expect(parseGraphText(shared).passes).toEqual([])
    structuredClone(bytes.buffer, { transfer: [bytes.buffer] })
    expect(() => parseGraphText(bytes)).toThrow(code('INVALID_JSON'))
  })
  it('never throws anything but a typed error, whatever the text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.json(), fc.string(), mutated()), (text) => {
        try {
          parseGraphText(text)
        } catch (error) {
          expect(error).toHaveProperty('phase', 'parse')
        }
      }),
      { numRuns: 500 },
    )
  })
  it('finds the fault in exactly the texts that JSON.parse refuses', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.json(), mutated(), fc.string({ unit: fc.constantFrom(...'{}[]",:0-1.e5tru \\') })),
        (text) => {
          let valid = true
          try {
            JSON.parse(text)
          } catch {
            valid = false
          }
          // A text that is JSON has no fault before its end.
          if (valid) expect(jsonFault(text)).toBe(text.length)
          else if (jsonFault(text) < text.length) {
            // Where the prefix can still be completed, the next character is what broke it.
            expect(jsonFault(text.slice(0, jsonFault(text)))).toBe(jsonFault(text))
          }
        },
      ),
      { numRuns: 1000 },
    )
  })
})

describe('hostile data', () => {
  it('F47: a getter that throws is a typed error with its cause', () => {
    const document = graph([], [])
    Object.defineProperty(document, 'name', {
      enumerable: true,
      get() {
        throw new Error('boo')
      },
    })
    const error = catching(() => parseGraph(document))
    expect(error).toMatchObject({ code: 'UNREADABLE_VALUE', path: 'name' })
    expect(error.cause).toBeInstanceOf(Error)
  })
  it('F47: getters and Proxies are read once', () => {
    let reads = 0
    const sizes = [64, -1]
    const resource = {
      id: 'a',
      kind: 'buffer',
      get size() {
        return sizes[reads++]
      },
    }
    expect(parseGraph(graph([resource], [])).resources[0]).toMatchObject({ size: 64 })
    expect(reads).toBe(1)
    const touched: string[] = []
    const watched = new Proxy(graph([buffer('a')], []), {
      get(target, key, receiver) {
        touched.push(String(key))
        return Reflect.get(target, key, receiver) as unknown
      },
    })
    parseGraph(watched)
    expect(touched.toSorted()).toEqual(['passes', 'resources', 'version'])
  })
  it('F47: a Proxy that lies about its length, its keys or its prototype is a typed error', () => {
    const lying = (handler: ProxyHandler<unknown[]>) => parseGraph(graph(new Proxy<unknown[]>([], handler), []))
    expect(() => lying({ get: (target, key) => (key === 'length' ? 1e15 : Reflect.get(target, key)) })).toThrow(
      code('TOO_MANY'),
    )
    expect(() => lying({ get: (_, key) => (key === 'length' ? 'many' : undefined) })).toThrow(code('UNREADABLE_VALUE'))
    const revoked = Proxy.revocable({}, {})
    revoked.revoke()
    expect(() => parseGraph(revoked.proxy)).toThrow(code('UNREADABLE_VALUE'))
    const broken = new Proxy(
      {},
      {
        ownKeys: () => {
          throw new TypeError('no')
        },
      },
    )
    expect(() => parseGraph(broken)).toThrow(code('UNREADABLE_VALUE'))
  })
  it('F47: cycles, instances, functions, symbols and holes are refused where they stand', () => {
    const cycle: { passes: unknown[] } & object = graph([], [])
    cycle.passes.push(cycle)
    expect(() => parseGraph(cycle)).toThrow(code('UNREADABLE_VALUE', 'passes[0]'))
    for (const wrong of [new Date(), new Map(), new Uint8Array(4), Object.create({ inherited: 1 }) as object])
      expect(() => parseGraph(graph([wrong], []))).toThrow(code('UNREADABLE_VALUE', 'resources[0]'))
    for (const wrong of [() => 0, Symbol('s')])
      expect(() => parseGraph(graph([wrong], []))).toThrow(code('UNREADABLE_VALUE', 'resources[0]'))
    // As for JSON, a key that is a symbol is no field.
    expect(() => parseGraph({ ...graph([], []), [Symbol('s')]: 1 })).not.toThrow()
    // oxlint-disable-next-line no-sparse-arrays
    expect(() => parseGraph(graph([buffer('a'), , buffer('b')], []))).toThrow(code('UNREADABLE_VALUE', 'resources[1]'))
    expect(() => parseGraph(undefined)).toThrow(code('UNREADABLE_VALUE'))
  })
  it('data that shares parts with itself cannot blow up', () => {
    let bomb: unknown = 'x'
    for (let i = 0; i < 60; i++) bomb = [bomb, bomb, bomb]
    expect(() => parseGraph(graph([bomb], []))).toThrow(code('INVALID_DOCUMENT'))
  })
  it('data of another realm and without a prototype is plain data', () => {
    const bare = Object.assign(Object.create(null) as object, graph([], []))
    expect(parseGraph(bare).passes).toEqual([])
  })
  it('F33: a __proto__ key among data is a key, not a prototype', () => {
    const document = JSON.parse('{"version":1,"resources":[],"passes":[],"__proto__":{"name":"x"}}') as unknown
    expect(() => parseGraph(document)).toThrow(code('INVALID_DOCUMENT', '__proto__'))
  })
})

describe('size', () => {
  it.each(['resources', 'shaders', 'pipelines', 'passes'])(
    'F43: a document above the cap of %s is refused before they are looked at',
    (list) => {
      const entries = Array.from<number>({ length: 2_000_001 }).fill(0)
      expect(() => parseGraph({ ...graph([], []), [list]: entries })).toThrow(code('TOO_MANY', list))
    },
  )
  it('F43: a document above the cap of uses and other entries is refused, however they are shared', () => {
    const uses = Array.from({ length: 100_000 }, () => ({ use: 'a', as: 'storage-read' }))
    const after = uses.map(() => 'all')
    const all = { id: 'all', kind: 'custom', body: 'b', uses }
    const others = Array.from({ length: 80 }, (_, i) => ({ ...fill(`f${i}`, 'a'), after }))
    expect(() => parseGraph(graph([buffer('a')], [all, ...others]))).toThrow(code('TOO_MANY', 'passes[79]'))
  })
  it('F37, F39: 3 · 10^5 passes, and 10^5 regions of one buffer in one pass, parse without recursion or quadratic checks', () => {
    const regions = Array.from({ length: 100_000 }, (_, i) => ({
      use: { resource: 'a', offset: 4 * i, size: 4 },
      as: 'storage',
    }))
    const wide = parseGraph(graph([buffer('a', 400_000)], [{ id: 'p', kind: 'custom', body: 'b', uses: regions }]))
    expect(resolveGraph(wide).accessInstance).toHaveLength(100_000)
    const chain = Array.from({ length: 300_000 }, (_, i) =>
      i === 0 ? fill('0', 'a') : { ...fill(String(i), 'a'), after: [String(i - 1)] },
    )
    expect(parseGraph(graph([buffer('a')], chain)).passes).toHaveLength(300_000)
  }, 120_000)
  it('F38: fan-in of 10^5 parses', () => {
    const resources = Array.from({ length: 100_000 }, (_, i) => buffer(`b${i}`))
    const uses = resources.map(({ id }) => ({ use: id, as: 'storage-read' }))
    const after = resources.map((_, i) => `f${i}`)
    const passes = [
      ...resources.map(({ id }, i) => fill(`f${i}`, id)),
      { id: 'all', kind: 'custom', body: 'b', uses, after, sideEffects: true },
    ]
    expect(resolveGraph(parseGraph(graph(resources, passes))).after).toHaveLength(100_000)
  }, 60_000)
})

function catching(work: () => unknown): MemkitError {
  try {
    work()
  } catch (error) {
    return error as MemkitError
  }
  throw new Error('Nothing was thrown')
}

/** A valid text with a few characters replaced, removed or doubled. */
function mutated(): fc.Arbitrary<string> {
  const whole = JSON.stringify(graph([buffer('a'), buffer('b')], [fill('f', { resource: 'a', offset: 0, size: 4 })]))
  const edit = fc.tuple(
    fc.nat(whole.length - 1),
    fc.constantFrom('', '"', '{', '}', '[', ']', ',', '0', '\\', 'e', '-', '\u0000'),
  )
  return fc.array(edit, { minLength: 1, maxLength: 3 }).map((edits) => {
    let text = whole
    for (const [at, replacement] of edits) text = text.slice(0, at) + replacement + text.slice(at + 1)
    return text
  })
}
