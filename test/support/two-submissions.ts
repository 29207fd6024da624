/** A graph that needs two submissions on any device: the host thinks in between. */
import { parseGraph } from '../../src/index.ts'

export const twoSubmissions = parseGraph({
  version: 1,
  resources: [
    { id: 'a', kind: 'buffer', size: 4096, lifetime: 'persistent' },
    { id: 'b', kind: 'buffer', size: 4096, lifetime: 'persistent' },
  ],
  passes: [
    { id: 'load', kind: 'upload', to: 'a', input: 'in' },
    { id: 'see', kind: 'readback', from: 'a', output: 'seen' },
    { id: 'think', kind: 'host', consumes: ['seen'], produces: [{ input: 'thought', size: 4096 }], body: 'think' },
    { id: 'keep', kind: 'upload', to: 'b', input: 'thought' },
  ],
})
