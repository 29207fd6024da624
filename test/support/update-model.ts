/** Random edits, runs, aborts and updates of an executor against a plain model of what its persistent resources hold. */
import { deepStrictEqual, rejects } from 'node:assert/strict'
import type { Backend } from '../../src/backends/backend.ts'
import { createRandom } from '../../src/backends/dummy/scheduler/random.ts'
import { createExecutor, type Executor } from '../../src/executor/index.ts'
import { parseGraph, planGraph, type FrameGraph, type Pass, type Resource } from '../../src/index.ts'

interface Asset {
  readonly id: string
  /** Bytes of a buffer; a texture is `size` texels of 4 bytes wide. */
  readonly size: number
  readonly isTexture: boolean
  readonly history: number
  /** The contents of the last runs, the latest first; one more than the history. */
  contents: Uint8Array[]
}

/** What a graph is made of. */
export interface World {
  readonly assets: Map<string, Asset>
  /** Assets that the graph uploads to. */
  written: string[]
  /** Pairs that the graph copies from and to. */
  copied: [string, string][]
  /** Bytes of a transient that runs bring and take back; 0 for none. */
  scratch: number
}

const bytesOf = ({ size, isTexture }: Asset): number => (isTexture ? size * 4 : size)

function graphOf({ assets, written, copied, scratch }: World): FrameGraph {
  const resources = [...assets.values()].map(({ id, size, isTexture, history }): Resource => {
    const kept = { lifetime: 'persistent' as const, ...(history > 0 && { history }) }
    return isTexture
      ? { id, kind: 'texture', format: 'rgba8unorm', size: [size], ...kept }
      : { id, kind: 'buffer', size, ...kept }
  })
  const passes: Pass[] = written.map((id) => ({ id: `in ${id}`, kind: 'upload', to: id, input: id }))
  for (const [from, to] of copied) passes.push({ id: `copy ${from} ${to}`, kind: 'copy', from, to })
  if (scratch > 0) {
    resources.push({ id: 'scratch', kind: 'buffer', size: scratch }, { id: 'turned', kind: 'buffer', size: scratch })
    passes.push(
      { id: 'begin', kind: 'upload', to: 'scratch', input: 'scratch' },
      { id: 'turn', kind: 'copy', from: 'scratch', to: 'turned' },
      { id: 'spoil', kind: 'fill', to: 'scratch', value: 0x5a5a5a5a },
      { id: 'end', kind: 'readback', from: 'turned', output: 'scratch' },
      { id: 'spoilt', kind: 'readback', from: 'scratch', output: 'spoilt' },
    )
  }
  // What is overwritten in every run would start a version of its own: history shows what was before.
  for (const { id, history } of assets.values()) {
    passes.push({ id: `out ${id}`, kind: 'readback', from: id, output: id })
    for (let back = 1; back <= history; back++)
      passes.push({
        id: `out ${id} ${back}`,
        kind: 'readback',
        from: { resource: id, previous: back },
        output: `${id} ${back}`,
      })
  }
  return parseGraph({ version: 1, resources, passes })
}

/** Drives one executor; every step is of the random numbers alone. */
export class UpdateModel {
  readonly backend: Backend
  private readonly random
  private readonly world: World = { assets: new Map(), written: [], copied: [], scratch: 0 }
  private executor!: Executor
  private named = 0
  private value = 1

  constructor(backend: Backend, seed: number) {
    this.backend = backend
    this.random = createRandom(seed)
  }

  async begin(): Promise<void> {
    this.executor = await createExecutor(planGraph(this.next(), this.backend.profile), this.backend)
  }

  end(): Promise<void> {
    return this.executor.destroy()
  }

  async step(): Promise<void> {
    const kind = this.below(6)
    if (kind === 0) await this.abort()
    else if (kind < 3) await this.update()
    else await this.run()
  }

  async update(): Promise<void> {
    await this.executor.update(planGraph(this.next(), this.backend.profile))
  }

  /** The graph after a few edits. */
  next(): FrameGraph {
    if (this.world.assets.size === 0) for (let i = 0; i < 4; i++) this.add()
    for (let edits = this.below(4); edits > 0; edits--) this.edit()
    this.choose()
    return graphOf(this.world)
  }

  async run(): Promise<void> {
    const { written, assets, scratch } = this.world
    const inputs: Record<string, Uint8Array> = {}
    for (const id of written) inputs[id] = this.fresh(bytesOf(assets.get(id)!))
    if (scratch > 0) inputs['scratch'] = this.fresh(scratch)
    const { outputs } = await this.executor.run({ inputs })
    this.advance(inputs)
    for (const { id, contents } of assets.values())
      contents.forEach((bytes, back) =>
        deepStrictEqual(outputs[back > 0 ? `${id} ${back}` : id], bytes, `${id}, ${back} back`),
      )
    if (scratch > 0) {
      deepStrictEqual(outputs['scratch'], inputs['scratch'])
      deepStrictEqual(outputs['spoilt'], new Uint8Array(scratch).fill(0x5a))
    }
  }

  /** A run that is given up before it begins changes nothing. */
  private async abort(): Promise<void> {
    const signal = AbortSignal.abort()
    const { written, assets, scratch } = this.world
    const inputs = Object.fromEntries(written.map((id) => [id, this.fresh(bytesOf(assets.get(id)!))]))
    if (scratch > 0) inputs['scratch'] = this.fresh(scratch)
    await rejects(this.executor.run({ inputs, signal }), { code: 'ABORTED' })
  }

  private advance(inputs: Readonly<Record<string, Uint8Array>>): void {
    const { assets, written, copied } = this.world
    // A run of a resource with history begins without contents, so the graph writes it whole, in every run.
    for (const asset of assets.values()) if (asset.history > 0) asset.contents.unshift(asset.contents.pop()!)
    for (const id of written) assets.get(id)!.contents[0] = inputs[id]!
    for (const [from, to] of copied) assets.get(to)!.contents[0] = assets.get(from)!.contents[0]!
  }

  private edit(): void {
    const { assets } = this.world
    const all = [...assets.values()]
    const some = all[this.below(all.length)]!
    switch (this.below(4)) {
      case 0:
        if (all.length > 1) assets.delete(some.id)
        return
      case 1:
        this.world.scratch = this.below(3) * 4 * (1 + this.below(40))
        return
      case 2:
        // Larger under the same id: it starts anew.
        return this.put({ ...some, size: some.size + 4 * (1 + this.below(8)) })
      default:
        if (all.length < 12) this.add()
    }
  }

  private add(): void {
    const isTexture = this.below(3) === 0
    const history = this.below(4) === 0 ? 1 + this.below(2) : 0
    const size = 4 * (1 + this.below(isTexture ? 12 : 60))
    this.put({ id: `a${this.named++}`, size, isTexture, history })
  }

  private put({ id, size, isTexture, history }: Omit<Asset, 'contents'>): void {
    const contents = Array.from({ length: history + 1 }, () => new Uint8Array(isTexture ? size * 4 : size))
    this.world.assets.set(id, { id, size, isTexture, history, contents })
  }

  /** What the next graph writes and copies: resources with history always, since a run begins without their contents. */
  private choose(): void {
    const { assets } = this.world
    const all = [...assets.values()]
    this.world.written = all.filter(({ history }) => history > 0 || this.below(3) === 0).map(({ id }) => id)
    this.world.copied = []
    const from = all[this.below(all.length)]!
    const to = all.find((asset) => asset !== from && asset.isTexture === from.isTexture && asset.size === from.size)
    if (to) this.world.copied.push([from.id, to.id])
  }

  private fresh(size: number): Uint8Array {
    const value = this.value++
    return Uint8Array.from({ length: size }, (_, i) => (value * 31 + i * 7) & 255)
  }

  private below(count: number): number {
    return this.random.below(count)
  }
}
