import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { MemoryOrderProblem } from '../../../../src/planner/schedule/order/index.ts'
import { memoryProblem } from './memory-oracle.ts'

// The frame graphs of real engines lie beside the checkout, not in it; where they are absent there is nothing to read.
const folder = fileURLToPath(new URL('../../../../../shared/corpus/', import.meta.url))

export interface CorpusCase {
  name: string
  problem: MemoryOrderProblem
  declaredPeakBytes: number
  bestOrderPeakBytes: number
}

interface Facts {
  document: string
  access: Record<string, string[]>
  lifetimes: Record<string, [first: number, last: number, bytes: number]>
  peakLiveDeclaredOrder: { both: { bytes: number } }
  overLegalOrders: { bestOrderPeakBytes: number }
}

interface Access {
  pass: number
  writes: boolean
  mip?: string
  from?: number
  to?: number
}

export function corpusCases(): CorpusCase[] {
  if (!existsSync(folder)) return []
  const names = readdirSync(folder).filter((name) => name.endsWith('.facts.json'))
  return names.map((name) => corpusCase(JSON.parse(readFileSync(folder + name, 'utf8')) as Facts))
}

/** The order problem that the facts state: hazards between accesses that overlap, one value per transient resource. */
function corpusCase(facts: Facts): CorpusCase {
  const passes = Object.entries(facts.access)
  const accesses = new Map<string, Access[]>()
  passes.forEach(([, list], pass) => {
    for (const text of list) {
      const [, resource, mip, offset, size, mode] =
        /^([^@[:]+)(?:@(\d+)[^:]*?(?:\([^)]*\))?|\[(\d+)\+(\d+)\])?:(\w+)$/.exec(text)!
      const access = {
        pass,
        writes: mode !== 'r',
        mip,
        from: Number(offset ?? 0),
        to: Number(offset ?? 0) + Number(size ?? Infinity),
      }
      const all = accesses.get(resource!) ?? []
      accesses.set(resource!, [...all, access as Access])
    }
  })
  const edges: [number, number][] = []
  for (const list of accesses.values()) {
    for (const a of list) {
      for (const b of list) {
        const apart = (a.mip ?? b.mip) !== (b.mip ?? a.mip) || a.to! <= b.from! || b.to! <= a.from!
        if (a.pass < b.pass && !apart && (a.writes || b.writes)) edges.push([a.pass, b.pass])
      }
    }
  }
  const transients = Object.entries(facts.lifetimes)
  const users = transients.map(([resource]) => [...new Set((accesses.get(resource) ?? []).map((a) => a.pass))])
  const bytes = Float64Array.from(transients, ([, [, , size]]) => size)
  return {
    name: facts.document,
    problem: memoryProblem(passes.length, edges, users, bytes),
    declaredPeakBytes: facts.peakLiveDeclaredOrder.both.bytes,
    bestOrderPeakBytes: facts.overLegalOrders.bestOrderPeakBytes,
  }
}
