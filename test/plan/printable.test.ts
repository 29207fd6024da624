/** Names of strangers stay names in what is printed: no text has a character that a terminal obeys, or that turns a line around. */
import {
  diffPlans,
  formatPlan,
  formatPlanDiff,
  frameGraph,
  isMemkitError,
  parseGraph,
  planGraph,
  profiles,
} from 'memkit-gpu'
import { expect, it } from 'vitest'

/** Visible signs of Arabic and other scripts are of class Cf as well. */
const isVisible = /[\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2]|[\u{110bd}-\u{1d17a}]/u
/** All that no line may hold, by Unicode: of the basic plane, and tags and private characters beyond. */
const unprintable = [...Array(0x10000).keys(), 0xe0001, 0xe0041, 0xf0000, 0x10fffd]
  .map((code) => String.fromCodePoint(code))
  .filter((one) => /[\p{Cc}\p{Cf}\p{Co}\p{Z}\ufffe\uffff]/u.test(one) && one !== ' ' && !isVisible.test(one))
/** NUL is refused by the parser. Private ones are all alike. */
const samples = unprintable.filter((one, i) => one !== '\0' && (!/\p{Co}/u.test(one) || i % 500 === 0))
const all = samples.join('')

const graphOf = (name: string, size: number) => ({
  version: 1 as const,
  name,
  resources: samples.map((one) => ({ id: `a${one}b`, kind: 'buffer' as const, size })),
  passes: samples.flatMap((one) => [
    { id: `p${one}`, kind: 'upload' as const, to: `a${one}b`, input: `i${one}` },
    { id: `r${one}`, kind: 'readback' as const, from: `a${one}b`, output: `o${one}` },
  ]),
})

/** What of `unprintable` stands in a text beside its line breaks. */
const found = (text: string) => unprintable.filter((one) => one !== '\n' && text.includes(one)).map(escape)

it('has samples of every kind', () => expect(samples.length).toBeGreaterThan(100))

it('of plans and differences', () => {
  const plans = [all.slice(0, 500), 'other'].map((name, i) =>
    planGraph(parseGraph(graphOf(name, 4 + 4 * i)), profiles.dummy),
  )
  for (const detail of ['complete', 'summary'] as const) expect(found(formatPlan(plans[0]!, { detail }))).toEqual([])
  expect(found(formatPlanDiff(diffPlans(plans[0]!, plans[1]!)))).toEqual([])
})

it('of errors, and of all that are listed in one', () => {
  const { resources, passes } = graphOf('x', 4)
  const wrong = passes.map((pass) => ({ ...pass, kind: 'upload', to: `${pass.id}?`, input: all }))
  try {
    parseGraph({ version: 1, resources, passes: wrong })
    expect.unreachable()
  } catch (error) {
    if (!isMemkitError(error)) throw error
    const issues = error.details.issues!
    expect(found(error.message)).toEqual([])
    expect(issues.flatMap(({ message }) => found(message))).toEqual([])
    expect(issues.filter(({ message, path = '' }) => message.includes(path))).toEqual([])
  }
})

it('and what is plain stays as it is', () => {
  const plain = ['mesh', 'bloom/2.up-a', 'Höhe', '深度', 'глубина', '_$1']
  const builder = frameGraph('two words × 2')
  for (const id of plain)
    builder
      .buffer(id, { size: 4 })
      .upload(id as never, { input: id, id: `load-${id}` })
      .readback(id as never, { output: id as never })
  const text = formatPlan(planGraph(builder.build(), profiles.dummy))
  expect(text).toContain('plan "two words × 2"')
  for (const id of plain) expect(text).toContain(`in ${id} 4 B`)
})
