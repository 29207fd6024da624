/** The drawing and the table of a frontier: numbers that people read, and one is one. */
import { expect, it } from 'vitest'
import { planFrontier, profiles } from 'memkit-gpu'
import { frontierSvg, frontierTable } from '../../src/cli/frontier.ts'
import { parseGraph } from '../../src/index.ts'

const pingPong = parseGraph({
  version: 1,
  resources: [0, 1, 2].map((i) => ({ id: `t${i}`, kind: 'buffer', size: 2 ** 20 })),
  passes: [
    ...[0, 1, 2].map((i) => ({ id: `load${i}`, kind: 'upload', to: `t${i}`, input: `in${i}` })),
    ...[0, 1, 2].map((i) => ({ id: `get${i}`, kind: 'readback', from: `t${i}`, output: `out${i}` })),
  ],
})
const plans = planFrontier(pingPong, profiles.vulkan)

it('is a table in bytes and in units', () => {
  expect(frontierTable(plans)).toMatchInlineSnapshot(`
    "submissions  barriers  peak bytes
              1         1     3145728  3 MiB
              1         3     2097152  2 MiB
              1         5     1048576  1 MiB  no order needs less memory
    any order needs 1048576 B (1 MiB) or more; declared order 3145728 B (3 MiB); without aliasing 3145728 B (3 MiB)
    "
  `)
})

it('is a drawing in units, without numbers on one another', () => {
  const svg = frontierSvg(plans)
  expect(svg).toContain('<title>1 submission, 1 barrier, 3145728 B (3 MiB)</title>')
  expect(svg).toMatch(/>3 MiB<\/text>[^]*>1 MiB<\/text>/)
  // The names of the lines stand beside the plot: the lines end where it ends.
  const [, plotRight] = /V[\d.]+H([\d.]+)" fill="none" stroke="black"/.exec(svg)!
  const [, wordsLeft] = /<text x="([\d.]+)"[^>]*>1 submission<\/text>/.exec(svg)!
  expect(Number(wordsLeft)).toBeGreaterThan(Number(plotRight) + 4)
  expect(frontierSvg([plans.at(-1)!]).match(/>1 MiB<\/text>/g)).toHaveLength(1)
})
