/** Reads a recipe into a valid graph document, with the code and bytes that a run of it needs. */
import type { GraphDocument, QueueKind } from '../../../src/graph/document.ts'
import type { AccessMode } from '../../../src/cpu/access-mode.ts'
import { Defined } from './defined.ts'
import { leastCommonMultiple } from './numbers.ts'
import { Reader } from './reader.ts'
import type { Recipe } from './recipe.ts'
import { countsInput } from './runnable.ts'
import { TextureSteps, type PassFields, type TextureRules } from './texture-steps.ts'

export interface GraphRules {
  /** Offsets of bindings are multiples of this. */
  readonly bindingAlignment: number
  /** No pass reads and writes one resource (in disjoint ranges); no copy stays inside one resource. */
  readonly exclusive: boolean
  /** Kinds of each queue of the device. Default: one that can do everything, and more specialised ones. */
  readonly queues?: readonly (readonly QueueKind[])[]
  /** Indirect dispatches take counts that the graph wrote, as devices that really dispatch must. Default: any bytes. */
  readonly counted?: boolean
  /** Every third step is an external pass. Default: few are. */
  readonly external?: boolean
  /** Half of the steps use textures. Default: none does. */
  readonly textures?: TextureRules
}

/** Every profile can plan graphs of these. */
export const portableRules: GraphRules = { bindingAlignment: 256, exclusive: true }
/** Graphs for devices without WebGPU's rules. */
export const freeRules: GraphRules = { bindingAlignment: 4, exclusive: false }

const sizes = [16, 256, 64, 1, 3, 260, 512, 777, 100, 1024, 17, 1300]
const queues = [
  undefined,
  undefined,
  undefined,
  undefined,
  undefined,
  'transfer',
  'compute',
  'graphics',
  ['compute', 'graphics'],
  ['transfer', 'graphics'],
] as const

interface Range {
  readonly resource: number
  readonly offset: number
  readonly size: number
  readonly previous?: number
}

interface Res {
  readonly id: string
  readonly size: number
  readonly lifetime: 'transient' | 'persistent' | 'imported'
  readonly history: number
  readonly defined: Defined
}

type PassDocument = GraphDocument['passes'][number]

export function recipeToGraph(recipe: Recipe, rules: GraphRules = portableRules): GraphDocument {
  const maker = new GraphMaker(recipe, rules)
  return maker.make()
}

class GraphMaker {
  private readonly rules: GraphRules
  private readonly recipe: Recipe
  private readonly queues: readonly (readonly QueueKind[])[]
  private readonly resources: Res[]
  private readonly passes: PassDocument[] = []
  /** Inputs that uploads may take again, with their bytes so far; one that a host pass makes, or that is taken whole, cannot grow. */
  private readonly inputNames: { name: string; size: number; readonly fixed: boolean }[] = []
  private readonly outputNames: string[] = []
  private readonly textureSteps: TextureSteps | undefined
  private readonly can: { readonly draw: boolean; readonly compute: boolean; readonly transfer: boolean }

  constructor(recipe: Recipe, rules: GraphRules) {
    this.recipe = recipe
    this.rules = rules
    this.queues = rules.queues ?? [['graphics', 'compute', 'transfer'], ['compute', 'transfer'], ['transfer']]
    this.resources = recipe.resources.map((numbers, r) => {
      const reader = new Reader(numbers)
      // Every other resource is of one size: only equal sizes can take each other's place.
      const size = reader.once(2) ? 256 : reader.pick(sizes)
      const lifetime = reader.pick([
        'transient',
        'transient',
        'transient',
        'transient',
        'persistent',
        'imported',
      ] as const)
      const history = lifetime === 'persistent' ? reader.pick([0, 0, 1, 2]) : 0
      return { id: `r${r}`, size, lifetime, history, defined: new Defined(size, lifetime !== 'transient') }
    })
    const can = (needed: QueueKind) => this.queues.some((kinds) => kinds.includes(needed))
    this.can = { draw: can('graphics'), compute: can('compute'), transfer: can('transfer') }
    this.textureSteps = rules.textures
      ? new TextureSteps(
          recipe.textures,
          {
            buffers: this.resources,
            bindingAlignment: rules.bindingAlignment,
            can: this.can,
            add: (reader, pass) => this.add(reader, pass),
            newInput: () => `pixels${this.passes.length}`,
            newOutput: () => this.newOutput(),
            newBody: () => this.newBody(),
            sideEffects: (reader) => this.sideEffects(reader, 12),
          },
          rules.textures,
        )
      : undefined
  }

  make(): GraphDocument {
    for (const numbers of this.recipe.steps) this.step(new Reader(numbers))
    this.finish(new Reader(this.recipe.finish))
    return {
      version: 1,
      name: 'random',
      resources: [
        ...this.resources.map(({ id, size, lifetime, history }) => ({
          id,
          kind: 'buffer' as const,
          size,
          ...(lifetime === 'transient' ? {} : { lifetime }),
          ...(history === 0 ? {} : { history }),
        })),
        ...(this.textureSteps?.documents ?? []),
      ],
      shaders: [{ id: 'mix' }],
      passes: this.passes,
    }
  }

  private step(reader: Reader): void {
    if (this.rules.external && this.can.draw && this.can.compute && reader.once(3))
      return this.textureSteps && reader.once(2) ? this.textureSteps.engine(reader) : this.body(reader, 'external')
    if (this.textureSteps && reader.once(2)) return this.textureSteps.step(reader)
    const kind = reader.pick([
      'upload',
      'copy',
      'compute',
      'readback',
      'fill',
      'upload',
      'copy',
      'compute',
      'readback',
      'custom',
      'external',
      'host',
      'chain',
      'transform',
      'transform',
      'shuffle',
      'count',
    ] as const)
    if (!this.can.compute && ['compute', 'transform', 'count'].includes(kind)) return
    switch (kind) {
      case 'upload':
        return this.upload(reader)
      case 'fill': {
        const range = this.target(reader)
        const value = reader.pick([0, 0x01020304, 0xffffffff, 7])
        this.add(reader, { kind: 'fill', to: this.endpoint(range), value, ...this.sideEffects(reader, 12) })
        return this.defines(range)
      }
      case 'copy':
        return this.copy(reader)
      case 'chain':
        return this.chain(reader)
      case 'transform':
        return this.transform(reader)
      case 'shuffle':
        return this.shuffle(reader)
      case 'readback':
        return this.readback(reader)
      case 'compute':
        return this.compute(reader)
      case 'count':
        return this.count(reader)
      case 'custom':
      case 'external':
        return this.can.draw && this.can.compute ? this.body(reader, kind) : undefined
      case 'host':
        return this.host(reader)
    }
  }

  private upload(reader: Reader): void {
    const range = this.target(reader)
    const way = reader.below(4)
    const known = this.inputNames.length > 0 ? reader.pick(this.inputNames) : undefined
    if (known && way >= 2) {
      // Part of an input that is there already; one from the caller may turn out longer.
      const offset = reader.below(Math.max(1, known.size - range.size + 1))
      if (known.fixed && offset + range.size > known.size) return
      known.size = Math.max(known.size, offset + range.size)
      this.add(reader, { kind: 'upload', to: this.endpoint(range), input: { name: known.name, offset } })
    } else {
      const name = `in${this.inputNames.length}`
      const offset = way === 1 ? reader.below(9) : 0
      this.inputNames.push({ name, size: offset + range.size, fixed: way !== 1 })
      this.add(reader, { kind: 'upload', to: this.endpoint(range), input: way === 1 ? { name, offset } : name })
    }
    this.defines(range)
  }

  private copy(reader: Reader): void {
    const from = this.source(reader)
    if (!from) return
    const to = this.placeFor(reader, from.size)
    if (!to) return
    const overlaps =
      from.resource === to.resource &&
      !from.previous &&
      from.offset < to.offset + to.size &&
      to.offset < from.offset + from.size
    if (overlaps || (this.rules.exclusive && from.resource === to.resource)) return
    this.add(reader, {
      kind: 'copy',
      from: this.endpoint(from),
      to: this.endpoint(to),
      ...this.sideEffects(reader, 12),
    })
    this.defines(to)
  }

  /** Whole copies from resource to resource of one size: what forwarding is for. */
  private chain(reader: Reader): void {
    const whole = this.resources.flatMap((res, r) => (res.defined.isDefined(0, res.size) ? [r] : []))
    if (whole.length === 0) return
    let from = reader.pick(whole)
    for (let i = 0; i < 3; i++) {
      const others = this.resources.flatMap((res, r) =>
        r !== from && res.size === this.resources[from]!.size ? [r] : [],
      )
      if (others.length === 0) return
      const to = reader.pick(others)
      this.add(reader, { kind: 'copy', from: this.resources[from]!.id, to: this.resources[to]!.id })
      this.defines({ resource: to, offset: 0, size: this.resources[to]!.size })
      from = to
    }
  }

  /** One resource computed from another of its size: what working in place is for. */
  private transform(reader: Reader): void {
    const from = reader.below(this.resources.length)
    const { size, defined, id } = this.resources[from]!
    const others = this.resources.flatMap((res, r) => (r !== from && res.size === size ? [r] : []))
    if (!defined.isDefined(0, size) || others.length === 0) return
    const to = reader.pick(others)
    this.add(reader, {
      kind: 'compute',
      shader: 'mix',
      entryPoint: 'main',
      workgroups: [1, 1, 1],
      bindings: [
        { group: 0, binding: 0, use: id, as: 'storage-read' },
        { group: 0, binding: 1, use: this.resources[to]!.id, as: 'storage', access: 'write', inPlace: !reader.once(4) },
      ],
    })
    this.defines({ resource: to, offset: 0, size })
  }

  /** Many small copies, which go as one command or one dispatch. */
  private shuffle(reader: Reader): void {
    const from = reader.below(this.resources.length)
    const to = reader.below(this.resources.length)
    const source = this.resources[from]!
    const target = this.resources[to]!
    const piece = 1 + reader.below(8)
    const count = Math.min(2 + reader.below(24), Math.floor(Math.min(source.size, target.size) / (2 * piece)))
    if (from === to || !source.defined.isDefined(0, source.size)) return
    for (let i = 0; i < count; i++) {
      const range = { resource: to, offset: 2 * piece * i, size: piece }
      this.add(reader, {
        kind: 'copy',
        from: this.endpoint({ resource: from, offset: 2 * piece * (count - 1 - i), size: piece }),
        to: this.endpoint(range),
      })
      this.defines(range)
    }
  }

  /** Reads most of what is there, so that not everything is culled. */
  private finish(reader: Reader): void {
    this.resources.forEach(({ defined }, resource) => {
      const [run] = defined.runs()
      if (!run || reader.below(4) === 0) return
      this.add(reader, {
        kind: 'readback',
        from: this.endpoint({ resource, offset: run[0], size: run[1] }),
        output: this.newOutput(),
      })
    })
    this.textureSteps?.finish(reader)
  }

  private newOutput(): string {
    const output = `out${this.outputNames.length}`
    this.outputNames.push(output)
    return output
  }

  /** The body of the next pass. */
  private newBody(): string {
    return `body${this.passes.length}`
  }

  private readback(reader: Reader): void {
    const from = this.source(reader)
    if (!from) return
    const sideEffects = this.sideEffects(reader, 12)
    this.add(reader, { kind: 'readback', from: this.endpoint(from), output: this.newOutput(), ...sideEffects })
  }

  private compute(reader: Reader): void {
    const chosen: { range: Range; access: AccessMode; as: 'storage-read' | 'storage' | 'uniform' }[] = []
    const count = 1 + reader.below(4)
    for (let i = 0; i < count; i++) {
      const access = reader.pick(['write', 'read', 'read', 'read-write', 'update'] as const)
      const range =
        access === 'write'
          ? this.target(reader, this.rules.bindingAlignment)
          : this.source(reader, this.rules.bindingAlignment)
      if (!range || range.size === 0 || (access !== 'read' && range.previous) || this.conflicts(range, access, chosen))
        continue
      const isRead = access === 'read'
      const isUniform = isRead && reader.once(4)
      const as = !isRead || (!isUniform && i % 3 === 2) ? 'storage' : isUniform ? 'uniform' : 'storage-read'
      chosen.push({ range, access, as })
    }
    const indirect = reader.once(6) ? this.counts(reader) : undefined
    const useIndirect = indirect && indirect.size >= 12 && !this.conflicts({ ...indirect, size: 12 }, 'read', chosen)
    if (chosen.length === 0) return
    this.add(reader, {
      kind: 'compute',
      shader: 'mix',
      entryPoint: reader.pick(['main', 'other']),
      workgroups: useIndirect
        ? { indirect: this.endpoint({ ...indirect, size: 12 }) as string }
        : [1 + reader.below(3), 1, 1],
      bindings: chosen.map(({ range, access, as }, binding) => ({
        group: 0,
        binding,
        use: this.endpoint(range),
        as,
        ...(access === 'write' ? { access, ...(reader.once(3) ? { inPlace: true } : {}) } : {}),
        ...(access === 'update' || (access === 'read' && as === 'storage') ? { access } : {}),
      })),
      ...this.sideEffects(reader),
    })
    for (const { range, access } of chosen) if (access !== 'read') this.defines(range)
  }

  private body(reader: Reader, kind: 'custom' | 'external'): void {
    const chosen: {
      range: Range
      access: AccessMode
      as: 'vertex' | 'index' | 'copy-src' | 'storage-read' | 'storage' | 'copy-dst'
    }[] = []
    const count = reader.below(4)
    for (let i = 0; i < count; i++) {
      const access = reader.pick(['write', 'read', 'read', 'read-write', 'update'] as const)
      const range = access === 'write' ? this.target(reader) : this.source(reader)
      if (!range || range.size === 0 || (access !== 'read' && range.previous) || this.conflicts(range, access, chosen))
        continue
      const as =
        access === 'read'
          ? reader.pick(['vertex', 'index', 'copy-src', 'storage-read'] as const)
          : access === 'write' || access === 'update'
            ? reader.pick(['storage', 'copy-dst'] as const)
            : 'storage'
      chosen.push({ range, access, as })
    }
    this.add(reader, {
      kind,
      body: this.newBody(),
      uses: chosen.map(({ range, access, as }) => ({
        use: this.endpoint(range),
        as,
        ...((access === 'write' && as === 'storage') || access === 'update' ? { access } : {}),
      })),
      ...this.sideEffects(reader),
    })
    for (const { range, access } of chosen) if (access !== 'read') this.defines(range)
  }

  private host(reader: Reader): void {
    const consumes = this.outputNames.filter(() => reader.once(2))
    const produces = Array.from({ length: reader.below(3) }, (_, i) => ({
      input: `made${this.passes.length}.${i}`,
      size: reader.pick(sizes),
    }))
    this.add(reader, { kind: 'host', body: this.newBody(), consumes, produces, ...this.sideEffects(reader) })
    for (const { input, size } of produces) this.inputNames.push({ name: input, size, fixed: true })
  }

  private sideEffects(reader: Reader, once = 4): { sideEffects?: true } {
    return reader.once(once) ? { sideEffects: true } : {}
  }

  /** Where an indirect dispatch finds its workgroup counts. */
  private counts(reader: Reader): Range | undefined {
    if (!this.rules.counted) return this.source(reader, 4)
    const places = this.resources.flatMap(({ defined }, resource) =>
      defined.countOffsets().map((offset): Range => ({ resource, offset, size: 12 })),
    )
    return places.length > 0 ? reader.pick(places) : undefined
  }

  /** Workgroup counts, written by the host, a fill, a copy or a shader; and mostly a dispatch that takes them. */
  private count(reader: Reader): void {
    const way = reader.pick(['fill', 'upload', 'copy', 'compute'] as const)
    const alignment = way === 'compute' ? leastCommonMultiple(4, this.rules.bindingAlignment) : 4
    const resource = reader.below(this.resources.length)
    const { size, defined } = this.resources[resource]!
    if (size < 12) return
    const range: Range = { resource, offset: Math.floor(reader.below(size - 11) / alignment) * alignment, size: 12 }
    switch (way) {
      case 'fill':
        this.add(reader, { kind: 'fill', to: this.endpoint(range), value: 1 + reader.below(3) })
        break
      case 'upload':
        this.add(reader, { kind: 'upload', to: this.endpoint(range), input: `${countsInput}${this.passes.length}` })
        break
      case 'copy': {
        const from = this.counts(reader)
        if (!this.rules.counted || !from || from.resource === resource) return
        this.add(reader, { kind: 'copy', from: this.endpoint(from), to: this.endpoint(range) })
        break
      }
      case 'compute':
        this.add(reader, {
          kind: 'compute',
          shader: 'mix',
          entryPoint: 'count',
          workgroups: [1 + reader.below(2), 1, 1],
          bindings: [{ group: 0, binding: 0, use: this.endpoint(range), as: 'storage', access: 'write' }],
        })
    }
    defined.writeCounts(range.offset)
    const data = this.source(reader, this.rules.bindingAlignment)
    if (!data || data.size === 0 || data.previous || data.resource === resource || reader.once(4)) return
    this.add(reader, {
      kind: 'compute',
      shader: 'mix',
      entryPoint: 'main',
      workgroups: { indirect: this.endpoint(range) },
      bindings: [{ group: 0, binding: 0, use: this.endpoint(data), as: 'storage' }],
    })
    this.defines(data)
  }

  private add(reader: Reader, pass: PassFields): void {
    const index = this.passes.length
    const queue = pass.kind === 'host' ? undefined : reader.pick(queues)
    const uses = pass.kind === 'custom' || pass.kind === 'external' ? (pass.uses ?? []) : []
    const isDrawing = new Set(['vertex', 'index', 'attachment'])
    const draws = pass.kind === 'render' || pass.kind === 'mipmap' || uses.some(({ as }) => isDrawing.has(as))
    const computes = pass.kind === 'compute' || uses.length > 0
    const transfers = ['upload', 'copy', 'fill', 'readback'].includes(pass.kind)
    const needed = draws ? 'graphics' : computes ? 'compute' : transfers ? 'transfer' : undefined
    const allowed = queue !== undefined && [queue].flat().every((kind) => this.isAble(kind, needed)) ? queue : undefined
    const after = index > 0 && reader.once(8) ? [this.passes[reader.below(index)]!.id] : undefined
    this.passes.push({
      id: `p${index}`,
      ...pass,
      ...(allowed === undefined ? {} : { queue: allowed }),
      ...(after === undefined ? {} : { after }),
    } as PassDocument)
  }

  /** Whether the queue that a document means by a kind can run what needs another. */
  private isAble(kind: QueueKind, needed: QueueKind | undefined): boolean {
    const named = this.queues.filter((kinds) => kinds.includes(kind)).toSorted((a, b) => a.length - b.length)[0]
    return named !== undefined && (needed === undefined || named.includes(needed))
  }

  private defines(range: Range): void {
    this.resources[range.resource]!.defined.write(range.offset, range.size)
  }

  /** A range to overwrite: often the whole, sometimes a part. */
  private target(reader: Reader, alignment = 1): Range {
    const resource = reader.below(this.resources.length)
    return this.part(reader, resource, 0, this.resources[resource]!.size, alignment)
  }

  private placeFor(reader: Reader, size: number): Range | undefined {
    const fitting = this.resources.flatMap((res, r) => (res.size >= size ? [r] : []))
    if (fitting.length === 0) return undefined
    const resource = reader.pick(fitting)
    return { resource, offset: reader.below(this.resources[resource]!.size - size + 1), size }
  }

  /** A defined range to read, or nothing where none is. */
  private source(reader: Reader, alignment = 1): Range | undefined {
    const resource = reader.below(this.resources.length)
    const { defined, history, size } = this.resources[resource]!
    const previous = history > 0 && reader.once(2) ? 1 + reader.below(history) : 0
    if (previous > 0) return { ...this.part(reader, resource, 0, size, alignment), previous }
    const runs = defined.runs().flatMap(([offset, length]) => {
      const start = Math.ceil(offset / alignment) * alignment
      return start < offset + length ? [[start, offset + length - start] as const] : []
    })
    if (runs.length === 0) return undefined
    const [offset, length] = reader.pick(runs)
    return this.part(reader, resource, offset, length, alignment)
  }

  private part(reader: Reader, resource: number, offset: number, size: number, alignment: number): Range {
    const way = reader.below(5)
    if (way < 3) return { resource, offset, size }
    const skip = Math.floor(reader.below(size) / alignment) * alignment
    const rest = size - skip
    return { resource, offset: offset + skip, size: way === 3 ? rest : reader.below(rest + 1) }
  }

  private conflicts(
    range: Range,
    access: AccessMode,
    chosen: readonly { range: Range; access: AccessMode }[],
  ): boolean {
    return chosen.some(({ range: other, access: otherAccess }) => {
      const writes = access !== 'read' || otherAccess !== 'read'
      if (!writes || other.resource !== range.resource) return false
      if (this.rules.exclusive) return true
      if (other.previous || range.previous) return false
      return range.offset < other.offset + other.size && other.offset < range.offset + range.size
    })
  }

  private endpoint({ resource, offset, size, previous }: Range) {
    const { id, size: whole } = this.resources[resource]!
    if (offset === 0 && size === whole && !previous) return id
    return { resource: id, offset, size, ...(previous ? { previous } : {}) }
  }
}
