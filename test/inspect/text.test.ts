/** The inspector's texts: the same plan gives the same, ids of any content stay text, and each format is what it says. */
import { inspectDot, inspectHtml, inspectSvg, inspectTrace } from 'memkit-gpu/inspect'
import { planGraph, profiles } from 'memkit-gpu'
import { instance } from '@viz-js/viz'
import { describe, expect, it } from 'vitest'
import { golden, hostileGraph, hostileIds } from './support.ts'

const mostPageBytes = 600_000
const cases = [
  'quick-start',
  'multi-queue',
  'copy-chain',
  'history',
  'texture-aliasing',
  'draws-merged',
  'host-pass',
  'dead-passes',
  'imported',
  'empty',
]
const profileNames = ['dummy', 'webgpu', 'vulkan'] as const

describe.each(cases)('%s', (name) => {
  it.each(profileNames)('is the same text each time, on %s', (profile) => {
    const { graph, plan } = golden(name, profile)
    for (const inspect of [inspectHtml, inspectSvg, inspectDot, inspectTrace])
      expect(inspect(plan, { graph })).toBe(inspect(structuredClone(plan), { graph }))
  })

  it.each(profileNames)(
    'is a graph that Graphviz reads, with every command and culled pass, on %s',
    async (profile) => {
      const { graph, plan } = golden(name, profile)
      const viz = await instance()
      const { objects = [] } = viz.renderJSON(inspectDot(plan, { graph })) as { objects?: { name: string }[] }
      const commands = plan.submissions.flatMap(({ commands }) => commands).filter(({ op }) => op !== 'barrier')
      const culled = new Set(plan.decisions.filter(({ code }) => code === 'CULLED').flatMap(({ passes }) => passes))
      expect(objects.filter((node) => /^c\d+$/.test(node.name))).toHaveLength(commands.length)
      expect(objects.filter((node) => /^p\d+$/.test(node.name))).toHaveLength(culled.size)
    },
  )
})

describe('the page', () => {
  it('is at most 600 KB beside its data', () => {
    const { plan } = golden('quick-start')
    const bytes = Buffer.byteLength(inspectHtml(plan)) - JSON.stringify(plan).length
    expect(bytes).toBeLessThan(mostPageBytes)
  })

  it('holds the documents as they are', () => {
    const { graph, plan } = golden('draws-merged')
    const [, json] = /<script type="application\/json" id="data">(.*)<\/script>/.exec(inspectHtml(plan, { graph }))!
    expect(JSON.parse(json!)).toEqual({
      plan: JSON.parse(JSON.stringify(plan)),
      graph: JSON.parse(JSON.stringify(graph)),
    })
  })

  it('names no address to load from', () => {
    const { graph, plan } = golden('quick-start')
    const page = inspectHtml(plan, { graph }).replaceAll('http://www.w3.org/2000/svg', '')
    expect(page).not.toMatch(/https?:\/\/|<link|<img|\bsrc=|@import/)
  })
})

describe('ids of any content', () => {
  const graph = hostileGraph()
  const plan = planGraph(graph, profiles.vulkan)

  it('neither end nor begin elements of a page', () => {
    const page = inspectHtml(plan, { graph })
    const count = (part: string) => page.split(part).length - 1
    const { plan: harmless } = golden('quick-start')
    expect([count('<script'), count('</script'), count('<!--')]).toEqual([2, 2, 0])
    expect(inspectHtml(harmless).match(/<\/?script/g)).toHaveLength(4)
  })

  it('are the labels of a graph, as they are', async () => {
    const viz = await instance()
    const dot = inspectDot(plan, { graph })
    const { objects = [] } = viz.renderJSON(dot) as { objects?: { name: string; label?: string }[] }
    const labels = objects.filter(({ name }) => name.startsWith('v')).map(({ label }) => label)
    expect(labels).toContainEqual(expect.stringContaining('a &amp; b &amp;amp; c &amp;lt;'))
    expect(labels).toContainEqual(expect.stringContaining('"quoted" \'twice\''))
    expect(labels).toContainEqual(expect.stringContaining('back\\\\slash\\\\'))
    expect(labels.length).toBeGreaterThanOrEqual(hostileIds.length)
  })
})
