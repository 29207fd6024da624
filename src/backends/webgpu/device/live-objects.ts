/** Counts of the objects that a backend has alive, by kind. */
const objectKinds = [
  'sessions',
  'buffers',
  'textures',
  'textureViews',
  'querySets',
  'samplers',
  'shaderModules',
  'pipelines',
  'bindGroups',
  'renderBundles',
] as const
export type ObjectKind = (typeof objectKinds)[number]

export class LiveCounts {
  private readonly counts: Record<ObjectKind, number> = {
    sessions: 0,
    buffers: 0,
    textures: 0,
    textureViews: 0,
    querySets: 0,
    samplers: 0,
    shaderModules: 0,
    pipelines: 0,
    bindGroups: 0,
    renderBundles: 0,
  }
  private readonly parent: LiveCounts | undefined
  private isOver = false

  /** Objects that a part counts are counted in its parent too. */
  constructor(parent?: LiveCounts) {
    this.parent = parent
  }

  add(kind: ObjectKind, count = 1): void {
    // An object that is created only after another creation has failed has no owner.
    if (this.isOver) return
    this.counts[kind] += count
    this.parent?.add(kind, count)
  }

  /** Lets go of everything this part counted, and counts no more. */
  end(): void {
    for (const kind of objectKinds) this.add(kind, -this.counts[kind])
    this.isOver = true
  }

  snapshot(): Record<ObjectKind, number> {
    return { ...this.counts }
  }
}
