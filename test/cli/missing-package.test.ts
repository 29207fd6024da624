/** The package that writes pictures, where it is not installed. */
import { expect, it, vi } from 'vitest'
import { runCli } from '../../src/cli/index.ts'
import { folderWith } from './support.ts'

vi.mock('fast-png', () => {
  throw new Error('Cannot find package')
})

it('is named, with what installs it', async () => {
  const file = folderWith({
    'graph.json': JSON.stringify({
      version: 1,
      resources: [{ id: 'texel', kind: 'texture', format: 'rgba8unorm', size: [1, 1] }],
      passes: [
        { id: 'zero', kind: 'fill', to: 'texel', value: 0 },
        { id: 'get', kind: 'readback', from: 'texel', output: 'picture' },
      ],
    }),
  })
  const lines: string[] = []
  const code = await runCli(['run', file('graph.json'), '--output', `picture=${file('out.png')}`], {
    print: () => undefined,
    error: (line) => void lines.push(line),
    progress: () => undefined,
    readInput: () => Promise.resolve(new Uint8Array()),
  })
  expect([code, lines]).toEqual([
    1,
    [expect.stringMatching(/^memkit-gpu: MISSING_PACKAGE: .* fast-png.*: npm install fast-png$/)],
  ])
})
