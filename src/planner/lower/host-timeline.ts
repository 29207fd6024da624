/**
 * The host's part of a run: the staging arena of each upload and readback, and the timeline of host writes, submissions, host
 * passes and host reads.
 *
 * Usually one write feeds all submissions, and one read ends the run. A host pass that produces inputs adds a write after it,
 * and one that consumes outputs a read before it. Where all uploads together exceed staging, each submission has a write of its
 * own into the same arena, once the submission before has finished with it.
 */
import { fitted, push } from '../../graph/lists.ts'
import type { PassOf } from '../../graph/document.ts'
import type { NormalGraph } from '../normalise/index.ts'
import type { Heap, HostCopy, Step } from '../../plan/document.ts'
import type { Schedule } from '../schedule/schedule-passes.ts'
import { isEmpty } from '../schedule/nodes.ts'
import { stagingHeapBytes } from '../staging/staged-bytes.ts'
import { StagingArena } from '../staging/staging-heap.ts'

const noRanks: ReadonlyMap<number, number> = new Map()

/** The arenas of all uploads and readbacks, and the timeline once they are filled. */
export class HostSteps {
  private readonly graph: NormalGraph
  private readonly schedule: Schedule
  /** Nodes of host passes, in the order in which they run. */
  private readonly hosts: number[]
  private readonly uploadArenas: StagingArena[] = []
  private readonly readArenas: StagingArena[] = []
  private readonly heaps: Heap[]
  /** By input: the position of its producer among the host passes. */
  private readonly producerRank: ReadonlyMap<number, number> = noRanks
  private readonly reusesStaging: boolean
  /** By submission, where staging is reused. */
  private readonly copiesOf: HostCopy[][] = []
  private predecessors: Map<number, number[]> | undefined
  /** By empty node: the submissions of what is before it. */
  private behind: Map<number, readonly number[]> | undefined

  constructor(graph: NormalGraph, schedule: Schedule, heaps: Heap[]) {
    this.graph = graph
    this.schedule = schedule
    this.heaps = heaps
    this.hosts = []
    for (let n = 0; n < schedule.nodeCount; n++) if (schedule.hostAfter[n]! >= 0) this.hosts.push(n)
    if (this.hosts.length > 0) {
      this.hosts.sort((a, b) => schedule.hostAfter[a]! - schedule.hostAfter[b]! || a - b)
      this.producerRank = new Map(this.hosts.map((n, rank) => [schedule.nodePass[n]!, rank]))
    }
    this.reusesStaging = schedule.reusesStaging
  }

  /** Starts a submission. Where staging is reused, its arena is filled from the front again. */
  beginSubmission(submission: number): void {
    if (!this.reusesStaging) return
    const arena = this.arena(this.uploadArenas, 0, 'upload')
    arena.rewind()
    arena.copies.length = 0
    this.copiesOf[submission] = []
  }

  endSubmission(submission: number): void {
    if (this.reusesStaging) this.copiesOf[submission] = this.arena(this.uploadArenas, 0, 'upload').copies.slice()
  }

  /** @param producer the host pass that produces the input; −1 for the program's own */
  uploadArena(producer: number): StagingArena {
    const rank = this.reusesStaging || producer < 0 ? 0 : this.producerRank.get(producer)! + 1
    return this.arena(this.uploadArenas, rank, 'upload')
  }

  readbackArena(node: number): StagingArena {
    const submission = this.schedule.submissionOf[node]!
    // The first host pass after this submission that consumes outputs reads everything that has been written until then.
    const reader = this.hosts.findIndex(
      (n) => this.schedule.hostAfter[n]! > submission && this.hostPass(n).consumes?.length,
    )
    return this.arena(this.readArenas, reader < 0 ? this.hosts.length : reader, 'readback')
  }

  timeline(): Step[] {
    const steps: Step[] = []
    const { submissionCount, hostAfter } = this.schedule
    const write = (copies: HostCopy[], after: number[]) => {
      if (copies.length > 0) steps.push({ do: 'write', after, copies: fitted(copies) })
    }
    if (!this.reusesStaging) write(this.uploadArenas[0]?.copies ?? [], [])
    let host = 0
    const runHosts = (before: number) => {
      for (; host < this.hosts.length && hostAfter[this.hosts[host]!]! <= before; host++)
        this.hostSteps(host, steps, write)
    }
    let lastUser = -1
    for (let s = 0; s < submissionCount; s++) {
      runHosts(s)
      const copies = this.copiesOf[s]
      if (copies && copies.length > 0) {
        write(copies, lastUser >= 0 ? [lastUser] : [])
        lastUser = s
      }
      steps.push({ do: 'submit', submission: s })
    }
    runHosts(submissionCount)
    this.read(this.hosts.length, steps)
    return steps
  }

  private hostSteps(rank: number, steps: Step[], write: (copies: HostCopy[], after: number[]) => void): void {
    const node = this.hosts[rank]!
    const pass = this.hostPass(node)
    this.read(rank, steps)
    steps.push({
      do: 'host',
      pass: pass.id,
      body: pass.body,
      consumes: [...(pass.consumes ?? [])],
      produces: (pass.produces ?? []).map(({ input, size }) => ({ input, size })),
      after: [...this.mustHaveRun(node)],
    })
    if (!this.reusesStaging) write(this.uploadArenas[rank + 1]?.copies ?? [], [])
  }

  private read(rank: number, steps: Step[]): void {
    const arena = this.readArenas[rank]
    if (!arena || arena.copies.length === 0) return
    steps.push({ do: 'read', after: arena.users, copies: fitted(arena.copies) })
  }

  /** Submissions that must precede a host pass because of `after` or side effects and not because of data. */
  private mustHaveRun(node: number): readonly number[] {
    this.predecessors ??= this.findPredecessors()
    const { submissionOf } = this.schedule
    const found = new Set<number>()
    for (const n of this.predecessors.get(node) ?? []) {
      if (isEmpty(this.schedule, n)) for (const submission of this.throughEmpty(n)) found.add(submission)
      else if (submissionOf[n]! >= 0) found.add(submissionOf[n]!)
    }
    return [...found].sort((a, b) => a - b)
  }

  /** The submissions of everything before an empty node. Its predecessors come before it, so empty nodes nest. */
  private throughEmpty(empty: number): readonly number[] {
    const behind = (this.behind ??= new Map<number, readonly number[]>())
    const open = [empty]
    while (open.length > 0) {
      const n = open.at(-1)!
      const needed = (this.predecessors!.get(n) ?? []).filter((m) => isEmpty(this.schedule, m) && !behind.has(m))
      if (needed.length > 0) for (const m of needed) open.push(m)
      else if (behind.has(open.pop()!)) continue
      else behind.set(n, this.mustHaveRun(n))
    }
    return behind.get(empty)!
  }

  /** By node of a host pass and by empty node: the nodes with an edge to it. */
  private findPredecessors(): Map<number, number[]> {
    const { succStart, succ, nodeCount, hostAfter } = this.schedule
    const predecessors = new Map<number, number[]>()
    for (let n = 0; n < nodeCount; n++) {
      for (let e = succStart[n]!; e < succStart[n + 1]!; e++) {
        const later = succ[e]!
        if (hostAfter[later]! < 0 && !isEmpty(this.schedule, later)) continue
        push(predecessors, later, n)
      }
    }
    return predecessors
  }

  private hostPass(node: number): PassOf<'host'> {
    return this.graph.graph.passes[this.schedule.nodePass[node]!] as PassOf<'host'>
  }

  private arena(arenas: StagingArena[], rank: number, memory: 'upload' | 'readback'): StagingArena {
    return (arenas[rank] ??= new StagingArena(this.heaps, memory, stagingHeapBytes(this.graph.profile, memory)))
  }
}
