/** `memkit-gpu inspect`: what it makes of graphs and of plans, and what it refuses. */
import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { describe, expect, it } from 'vitest'
import { folderWith, memkit } from './support.ts'

const graphText = readFileSync(new URL('../golden/multi-queue/graph.json', import.meta.url), 'utf8')
const quickStart = readFileSync(new URL('../golden/quick-start/graph.json', import.meta.url), 'utf8')
const files = () => folderWith({ 'graph.json': graphText, 'other.json': quickStart })
const text = (file: string) => readFileSync(file, 'utf8')

describe('memkit-gpu inspect', () => {
  it.each([
    ['--html', /^<!doctype html>/],
    ['--svg', /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg"/],
    ['--dot', /^digraph "multi-queue" \{/],
    ['--trace', /^\{"traceEvents":\[/],
  ])('%s makes of a graph what it makes of its plan with the graph left out', async (option, beginning) => {
    const file = files()
    expect(await memkit(['inspect', file('graph.json'), option, file('of-graph')])).toEqual({
      code: 0,
      out: '',
      err: '',
    })
    expect(text(file('of-graph'))).toMatch(beginning)
    await memkit(['plan', file('graph.json'), '--json', '--out', file('plan.json')])
    expect(await memkit(['inspect', file('plan.json'), option, file('of-plan')])).toMatchObject({ code: 0, err: '' })
    if (option !== '--html') expect(text(file('of-plan'))).toBe(text(file('of-graph')))
  })

  it('makes several at once, of a graph from standard input, for a profile', async () => {
    const file = files()
    const targets = ['--html', file('a.html'), '--svg', file('a.svg')]
    expect(await memkit(['inspect', '-', '--profile', 'webgpu', ...targets], graphText)).toMatchObject({ code: 0 })
    expect(text(file('a.html'))).toContain('"profile":"webgpu"')
    expect(existsSync(file('a.svg'))).toBe(true)
  })

  it('draws submissions at the times that run --json printed', async () => {
    const file = folderWith({ 'graph.json': quickStart, 'positions.bin': new Uint8Array(4096) })
    const { out } = await memkit(['run', file('graph.json'), '--inputs', dirname(file('x')), '--json'])
    const { timings } = JSON.parse(out) as { timings: { submissions: { startNs: number; endNs: number }[] } }
    const times = folderWith({ 'times.json': out })
    const target = ['--trace', file('trace.json'), '--timings', times('times.json')]
    expect(await memkit(['inspect', file('graph.json'), ...target])).toMatchObject({ code: 0, err: '' })
    const { traceEvents } = JSON.parse(text(file('trace.json'))) as {
      traceEvents: { cat?: string; ts: number; dur: number }[]
    }
    const drawn = traceEvents.filter(({ cat }) => cat === 'submission').map(({ ts, dur }) => [ts, ts + dur])
    const measured = timings.submissions.map(({ startNs, endNs }) => [
      Math.round(startNs) / 1000,
      Math.round(endNs) / 1000,
    ])
    expect(drawn.flat()).toEqual(measured.flat().map((time) => expect.closeTo(time, 6)))
  })

  it('shows the frontier, and a plan before this one', async () => {
    const file = files()
    const shown = ['--html', file('a.html'), '--frontier', '--before', file('other.json')]
    expect(await memkit(['inspect', file('graph.json'), ...shown])).toMatchObject({ code: 0, err: '' })
    expect(text(file('a.html'))).toMatch(/"frontier":\[\{.*"before":\{"plan":/)
  })
})

describe('memkit-gpu inspect refuses', () => {
  it('to overwrite what it reads, under any name, and one file for two', async () => {
    const file = files()
    execFileSync('ln', ['-s', file('graph.json'), file('link.json')])
    for (const target of [file('graph.json'), file('link.json')])
      expect(await memkit(['inspect', file('graph.json'), '--svg', target])).toMatchObject({
        code: 2,
        err: expect.stringContaining('--svg would overwrite'),
      })
    const before = ['--before', file('other.json'), '--html', file('other.json')]
    expect(await memkit(['inspect', file('graph.json'), ...before])).toMatchObject({ code: 2 })
    expect(await memkit(['inspect', file('graph.json'), '--svg', file('a'), '--dot', file('a')])).toMatchObject({
      code: 2,
    })
    expect(text(file('graph.json'))).toBe(graphText)
  })

  it('to guess what is wanted', async () => {
    const file = files()
    expect(await memkit(['inspect', file('graph.json')])).toMatchObject({
      code: 2,
      err: expect.stringContaining('--html FILE'),
    })
    expect(await memkit(['inspect', file('graph.json'), '--svg', file('a'), '--frontier'])).toMatchObject({ code: 2 })
  })

  it('a plan that leads outside itself, and leaves no file behind', async () => {
    const file = files()
    const { out } = await memkit(['plan', file('graph.json'), '--json'])
    const plan = JSON.parse(out) as { placements: { heap: number }[] }
    plan.placements[0]!.heap = 99
    const ended = await memkit(['inspect', '-', '--html', file('a.html')], JSON.stringify(plan))
    expect(ended).toMatchObject({ code: 1, err: expect.stringContaining('INVALID_PLAN') })
    expect(readdirSync(dirname(file('a.html')))).toEqual(['graph.json', 'other.json'])
  })

  it('planning options for a plan', async () => {
    const file = files()
    const { out } = await memkit(['plan', file('graph.json'), '--json'])
    const ended = await memkit(['inspect', '-', '--objective', 'memory', '--svg', file('a')], out)
    expect(ended).toMatchObject({ code: 2, err: expect.stringContaining('is a plan already') })
  })

  it('the profile of another device for a plan', async () => {
    const file = files()
    const { out } = await memkit(['plan', file('graph.json'), '--json'])
    expect(await memkit(['inspect', '-', '--profile', 'vulkan', '--svg', file('a')], out)).toMatchObject({
      code: 2,
      err: expect.stringContaining('- is a plan for "dummy", and --profile is "vulkan": leave it out'),
    })
    expect(await memkit(['inspect', '-', '--profile', 'dummy', '--svg', file('a')], out)).toMatchObject({ code: 0 })
    const mine = out.replace('"profile":"dummy"', '"profile":"mine"')
    expect(await memkit(['inspect', '-', '--profile', 'vulkan', '--svg', file('a')], mine)).toMatchObject({
      code: 2,
      err: expect.stringContaining('is a plan for "mine", and --profile is "vulkan": give the profile of that device'),
    })
  })

  it.each([
    ['{}', 'holds no times'],
    ['{"submissions":[{"queue":0,"commands":[]}]}', 'holds no times'],
    ['{"submissions":[{"submission":7,"queue":0,"startNs":0,"endNs":1}]}', 'they are of another plan'],
    ['{"submissions":[{"submission":0,"queue":0,"startNs":5,"endNs":1}]}', 'are no times in ns'],
    ['{"submissions":[{"submission":0,"queue":0,"startNs":0,"endNs":1}],"passes":[{"pass":"other"}]}', 'another plan'],
  ])('the times %s', async (times, why) => {
    const file = folderWith({ 'graph.json': quickStart, 'times.json': times })
    const ended = await memkit(['inspect', file('graph.json'), '--svg', file('a'), '--timings', file('times.json')])
    expect(ended).toMatchObject({
      code: 1,
      err: expect.stringMatching(new RegExp(`INVALID_TIMINGS: .*${why}.*times\\.json:1:\\d+\\)\n$`)),
    })
  })
})
