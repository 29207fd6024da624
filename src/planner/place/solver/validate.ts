import { invalidOption } from '../../../errors.ts'
import { isObject } from '../../../given.ts'
import { plainCopy } from '../../../graph/plain-copy.ts'
import { noIndices } from '../../../graph/typed-arrays.ts'
import type { Effort, PlacementProblem } from './types.ts'

const wholeNumber = (value: unknown, least: number): value is number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= least

function fail(where: string, rule: string, value: unknown): never {
  throw invalidOption(where, value, rule)
}

/** A copy of a problem that is well-formed. Contradictions (two fixed blocks at one place) are `impossible` and not errors. */
export function readProblem(given: PlacementProblem): PlacementProblem {
  if (!isObject(given)) fail('problem', 'an object', given)
  const problem = plainCopy(given) as unknown as PlacementProblem
  const { blocks, conflicts, apart, groups, heapLimitBytes, maxHeaps } = problem
  if (!Array.isArray(blocks)) fail('blocks', 'a list of blocks', blocks)
  const count = blocks.length
  for (let i = 0; i < count; i++) {
    const block = problem.blocks[i]!
    if (!isObject(block)) fail(`blocks[${i}]`, 'a block', block)
    if (!wholeNumber(block.sizeBytes, 0)) fail(`blocks[${i}].sizeBytes`, 'a whole number of bytes', block.sizeBytes)
    if (conflicts === undefined) {
      if (!Number.isSafeInteger(block.start)) fail(`blocks[${i}].start`, 'an integer', block.start)
      if (!Number.isSafeInteger(block.end) || block.end <= block.start) {
        fail(`blocks[${i}].end`, `an integer above its start ${block.start}`, block.end)
      }
    }
    const alignment = block.alignment ?? 1
    if (!wholeNumber(alignment, 1)) fail(`blocks[${i}].alignment`, 'a positive integer', alignment)
    if (block.fixedOffset !== undefined) {
      if (!wholeNumber(block.fixedOffset, 0) || block.fixedOffset % alignment !== 0) {
        fail(`blocks[${i}].fixedOffset`, `a whole multiple of its alignment ${alignment}`, block.fixedOffset)
      }
    }
    if (block.heap !== undefined && !(wholeNumber(block.heap, 0) && block.heap < mostHeaps)) {
      fail(`blocks[${i}].heap`, `a heap index below ${mostHeaps}`, block.heap)
    }
  }
  validatePairs('conflicts', conflicts, count)
  validatePairs('apart', apart, count)
  validateGroups(groups, count)
  if (heapLimitBytes !== undefined && !wholeNumber(heapLimitBytes, 0)) {
    fail('heapLimitBytes', 'a whole number of bytes', heapLimitBytes)
  }
  if (maxHeaps !== undefined && !wholeNumber(maxHeaps, 1)) fail('maxHeaps', 'a positive integer', maxHeaps)
  return problem
}

/** Heap indices are dense, so a very large one would make `heapSizes` very large. */
const mostHeaps = 1024

function validatePairs(name: string, pairs: PlacementProblem['apart'], count: number): void {
  if (pairs === undefined) return
  if (!Array.isArray(pairs)) fail(name, 'a list of pairs', pairs)
  for (let p = 0; p < pairs.length; p++) {
    const pair: unknown = pairs[p]
    if (!Array.isArray(pair)) fail(`${name}[${p}]`, 'a pair', pair)
    const [a, b] = pair as readonly unknown[]
    if (!wholeNumber(a, 0) || a >= count) fail(`${name}[${p}][0]`, `a block index below ${count}`, a)
    if (!wholeNumber(b, 0) || b >= count) fail(`${name}[${p}][1]`, `a block index below ${count}`, b)
    if (a === b) fail(`${name}[${p}]`, 'a pair of two different blocks', a)
  }
}

function validateGroups(groups: PlacementProblem['groups'], count: number): void {
  if (groups === undefined) return
  if (!Array.isArray(groups)) fail('groups', 'a list of groups', groups)
  const groupOf = noIndices(count)
  for (let g = 0; g < groups.length; g++) {
    const group: unknown = groups[g]
    if (!Array.isArray(group)) fail(`groups[${g}]`, 'a list of indices of blocks', group)
    for (const member of group as readonly unknown[]) {
      if (!wholeNumber(member, 0) || member >= count) fail(`groups[${g}]`, `block indices below ${count}`, member)
      if (groupOf[member] !== -1) {
        fail(`groups[${g}]`, `without block ${member}, which groups[${groupOf[member]!}] already has`, member)
      }
      groupOf[member] = g
    }
  }
}

/**
 * Step budgets by name, for a problem of `count` blocks: `fast` is the heuristics alone, `default` takes a few milliseconds for
 * a few dozen blocks and a fraction of a second from 150 on (less where little is left to gain), `max` about half a minute.
 */
export function stepsOf(effort: Effort = 'default', count: number): number {
  if (effort === 'fast') return 0
  if (effort === 'default') return defaultSteps(count, 240_000)
  if (effort === 'max') return 50_000_000 + 500 * count
  if (!wholeNumber(effort, 0)) fail('effort', "'fast', 'default', 'max' or a whole number of steps", effort)
  return effort
}

/**
 * Steps of the default effort where the best placement is near the bound: hard instances of a few hundred blocks are met there
 * by one of some hundred runs.
 */
export const stepsNear = (count: number): number => defaultSteps(count, 600_000)

const defaultSteps = (count: number, most: number): number =>
  10_000 + Math.min(Math.floor(count ** 3 / 15), most) + 12 * count
