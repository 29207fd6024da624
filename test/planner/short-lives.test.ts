/** What a plan was made of is garbage with it, which V8 gives up soon: neither a table nor a hidden class holds it until all memory is looked through. */
import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, it } from 'vitest'
import { parseGraph, planGraph, profiles, type GraphDocument } from '../../src/index.ts'
import { shapes } from '../support/shapes/index.ts'

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

/** Bytes for each time that outlive the collections of what is young. */
function survivingBytes(times: number, work: () => void): number {
  const old = () => getHeapSpaceStatistics().find(({ space_name: name }) => name === 'old_space')!.space_used_size
  for (let k = 0; k < times; k++) work()
  collect()
  const before = old()
  for (let k = 0; k < times; k++) work()
  return (old() - before) / times
}

const document = shapes['a chain']!.make(30) as GraphDocument

it('a graph dies young', () => {
  expect(survivingBytes(1500, () => void parseGraph(document))).toBeLessThan(4000)
})

it('a plan dies young', () => {
  expect(survivingBytes(150, () => void planGraph(parseGraph(document), profiles.vulkan))).toBeLessThan(12_000)
})
