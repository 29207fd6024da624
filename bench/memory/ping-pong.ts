/** A temporary that is written and read again and again, as blurs and simulations do. */
import type { GraphDocument } from '../../src/graph/document.ts'

/** `rounds` rounds of: `a` makes `b`, and `b` makes `a`. Whole overwrites, so each is a version of its own. */
export function pingPong(rounds: number, bytes: number): GraphDocument {
  const copy = (id: string, from: string, to: string) => ({
    id,
    kind: 'compute' as const,
    shader: 'step',
    entryPoint: 'main',
    workgroups: [1, 1, 1] as [number, number, number],
    bindings: [
      { group: 0, binding: 0, use: from, as: 'storage-read' as const },
      { group: 0, binding: 1, use: to, as: 'storage' as const, access: 'write' as const },
    ],
  })
  return {
    version: 1,
    name: `ping-pong ${rounds}`,
    resources: [
      { id: 'seed', kind: 'buffer', size: bytes, lifetime: 'persistent' },
      { id: 'a', kind: 'buffer', size: bytes },
      { id: 'b', kind: 'buffer', size: bytes },
      { id: 'end', kind: 'buffer', size: bytes, lifetime: 'persistent' },
    ],
    shaders: [{ id: 'step', wgsl: '' }],
    passes: [
      copy('first', 'seed', 'a'),
      ...Array.from({ length: rounds }, (_, k) => [copy(`there${k}`, 'a', 'b'), copy(`back${k}`, 'b', 'a')]).flat(),
      copy('last', 'a', 'end'),
    ],
  }
}
