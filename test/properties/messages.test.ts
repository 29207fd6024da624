/**
 * Errors speak in ids: whatever is wrong with a document or a plan, its message names the pass and the resource by id, and numbers of
 * lists stand in a path behind them only.
 */
import { expect, it } from 'vitest'
import { valueAt } from '../../src/graph/named-places.ts'
import { pathKeys } from '../../src/graph/json-path.ts'
import { profiles } from '../../src/plan/profile.ts'
import { planGraph } from '../../src/planner/index.ts'
import { frameDocument } from '../support/frame-document.ts'
import { tellDocument, tellPlan, type Told } from '../support/messages.ts'
import { seededDrawGraph } from '../support/random/draw-graph.ts'
import { freeRules, seededGraph } from '../support/random-graph.ts'
import { targets } from './profiles.ts'

const lists = 'passes|resources|shaders|pipelines|heaps|textures|submissions|placements|timeline|queues'
const things = 'pass|resource|shader|pipeline|heap|texture|submission|command|step|queue|block|node|use|region'
/** A path in brackets, behind what it is the path of. */
const pathBehindIds = new RegExp(`[^(]\\((${lists})\\[\\d+\\][^)]*\\)`, 'g')
const bareNumber = new RegExp(`\\b(${lists})\\[\\d+\\]|\\b(${things}) #?\\d+\\b`, 'i')
const wrongPlural =
  /\b1 (bytes|texels|levels|layers|entries|heaps|textures|commands|submissions|queues|regions|passes|samples)\b/

/** The ids of what a path leads to, one of which has to be said. */
function idsAt({ document, path = '' }: Told): string[] {
  const keys = pathKeys(path)
  const at = (depth: number) => valueAt(document, keys.slice(0, depth)) as Record<string, unknown> | undefined
  const ids =
    keys[0] === 'submissions' && keys[2] === 'commands' ? at(4)?.['passes'] : [at(2)?.['id'], at(2)?.['resource']]
  return (Array.isArray(ids) ? ids : []).filter((id) => typeof id === 'string' && id.length < 70) as string[]
}

function faultOf(told: Told): string | undefined {
  const { message } = told
  if (bareNumber.test(message.replace(pathBehindIds, ''))) return 'a number without an id'
  if (wrongPlural.test(message)) return 'a plural of one'
  const ids = idsAt(told)
  return ids.length > 0 && !ids.some((id) => message.includes(JSON.stringify(id))) ? 'no id' : undefined
}

const wrong = (list: readonly Told[]) =>
  list.flatMap((told) => {
    const fault = faultOf(told)
    return fault === undefined ? [] : [{ fault, message: told.message, path: told.path, said: told.said }]
  })
const codesOf = (list: readonly Told[]): Set<string> => new Set(list.map(({ by, code }) => `${by} ${code}`))

it('names passes, resources, shaders and pipelines of wrong documents', () => {
  const bases = [frameDocument(), seededDrawGraph(3).graph, seededGraph(5, 12, freeRules).graph]
  const told = Array.from({ length: 240 }, (_, seed) =>
    tellDocument(bases[seed % 3], seed, Object.values(profiles)[seed % 3]!),
  ).flat()
  expect(wrong(told)).toEqual([])
  expect(codesOf(told).size).toBeGreaterThan(12)
})

it('names passes and resources of wrong plans: when they are taken, proven, and run on the Dummy', async () => {
  const told: Told[] = []
  for (let seed = 0; seed < 240; seed++) {
    const { profile, rules } = targets[seed % targets.length]!
    const random = seededGraph(seed % 12, 12, rules)
    told.push(...(await tellPlan(random, planGraph(random.graph, profile), seed, profile)))
  }
  expect(wrong(told)).toEqual([])
  expect(codesOf(told).size).toBeGreaterThan(12)
})
