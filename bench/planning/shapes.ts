/** Graphs of any size in four shapes. The same count gives the same document. */
import type { GraphDocument } from 'memkit-gpu'

type Pass = GraphDocument['passes'][number]
type Resource = GraphDocument['resources'][number]

export type Shape = (passCount: number) => GraphDocument

const size = 4096
const buffer = (id: string, sizeBytes = size): Resource => ({ id, kind: 'buffer', size: sizeBytes })
const shaders = [{ id: 'work' }]
const document = (name: string, resources: Resource[], passes: Pass[]): GraphDocument => ({
  version: 1,
  name,
  resources,
  shaders,
  passes,
})

const compute = (id: string, reads: readonly string[], writes: readonly string[]): Pass => ({
  id,
  kind: 'compute',
  shader: 'work',
  entryPoint: 'main',
  workgroups: [64, 1, 1],
  bindings: [
    ...reads.map((use, binding) => ({ group: 0, binding, use, as: 'storage-read' as const })),
    ...writes.map((use, i) => ({
      group: 0,
      binding: reads.length + i,
      use,
      as: 'storage' as const,
      access: 'write' as const,
    })),
  ],
})

/** Every pass reads what the pass before it wrote. */
const chain: Shape = (passCount) => {
  const count = passCount - 2
  const resources = Array.from({ length: count + 1 }, (_, i) => buffer(`b${i}`))
  const passes = Array.from({ length: count }, (_, i) => compute(`p${i}`, [`b${i}`], [`b${i + 1}`]))
  return document('chain', resources, [
    { id: 'load', kind: 'upload', to: 'b0', input: 'in' },
    ...passes,
    { id: 'get', kind: 'readback', from: `b${count}`, output: 'out' },
  ])
}

/** Slices of 256 bytes in one buffer: what a binding of WebGPU may reach by default, halved. */
const mostSlices = 2 ** 18

/** One buffer is read by every pass; each writes its slice of another (or of a few, in large graphs), which one last pass reads whole. */
const fan: Shape = (passCount) => {
  const count = passCount - 3
  const gathered = Array.from({ length: Math.ceil(count / mostSlices) }, (_, k) =>
    k === 0 ? 'gathered' : `gathered${k}`,
  )
  const passes = Array.from({ length: count }, (_, i): Pass => ({
    ...(compute(`p${i}`, ['source'], []) as Extract<Pass, { kind: 'compute' }>),
    bindings: [
      { group: 0, binding: 0, use: 'source', as: 'storage-read' },
      {
        group: 0,
        binding: 1,
        use: { resource: gathered[Math.floor(i / mostSlices)]!, offset: 256 * (i % mostSlices), size: 256 },
        as: 'storage',
        access: 'write',
      },
    ],
  }))
  return document(
    'fan',
    [
      buffer('source'),
      ...gathered.map((id, k) => buffer(id, 256 * Math.min(mostSlices, count - k * mostSlices))),
      buffer('sum'),
    ],
    [
      { id: 'load', kind: 'upload', to: 'source', input: 'in' },
      ...passes,
      compute('reduce', gathered, ['sum']),
      { id: 'get', kind: 'readback', from: 'sum', output: 'out' },
    ],
  )
}

/** Small, fast, seeded: the benchmark's graphs must not change with the machine. */
function mulberry32(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 2 ** 32) * below)
  }
}

/** Passes read one to three of the last 64 results; sizes differ; every sixteenth result is read back. */
const random: Shape = (passCount) => {
  const next = mulberry32(passCount)
  const resources: Resource[] = [buffer('b0')]
  const passes: Pass[] = [{ id: 'load', kind: 'upload', to: 'b0', input: 'in' }]
  for (let i = 1; passes.length < passCount - 1; i++) {
    resources.push(buffer(`b${i}`, 256 * (1 + next(64))))
    const reads = new Set(Array.from({ length: 1 + next(3) }, () => `b${Math.max(0, i - 1 - next(64))}`))
    passes.push(compute(`p${i}`, [...reads], [`b${i}`]))
    if (i % 16 === 0) passes.push({ id: `get${i}`, kind: 'readback', from: `b${i}`, output: `out${i}` })
  }
  passes.push({ id: 'get', kind: 'readback', from: `b${resources.length - 1}`, output: 'out' })
  return document('random', resources, passes)
}

/** Nine uploads of a few hundred bytes, then a pass that reads them, again and again. */
const uploads: Shape = (passCount) => {
  // All of them are alive at once. From 10^6 on they are small, so that they fit the one buffer of 256 MiB that WebGPU's rules leave them.
  const least = passCount < 500_000 ? 256 : 64
  const resources: Resource[] = [buffer('sum')]
  const passes: Pass[] = [{ id: 'zero', kind: 'fill', to: 'sum', value: 0 }]
  for (let group = 0; passes.length + 10 < passCount; group++) {
    const ids = Array.from({ length: 9 }, (_, i) => `u${group}-${i}`)
    for (const [i, id] of ids.entries()) {
      resources.push(buffer(id, least + 16 * i))
      passes.push({ id: `load-${id}`, kind: 'upload', to: id, input: { name: 'table', offset: 1024 * i } })
    }
    const pass = compute(`use${group}`, ids, []) as Extract<Pass, { kind: 'compute' }>
    passes.push({ ...pass, bindings: [...pass.bindings!, { group: 0, binding: 9, use: 'sum', as: 'storage' }] })
  }
  while (passes.length < passCount - 1)
    passes.push({
      id: `pad${passes.length}`,
      kind: 'fill',
      to: { resource: 'sum', offset: 0, size: 4 },
      value: passes.length,
    })
  passes.push({ id: 'get', kind: 'readback', from: 'sum', output: 'out' })
  return document('uploads', resources, passes)
}

export const shapes: Readonly<Record<string, Shape>> = { chain, fan, random, uploads }
