/** The submissions of a plan, in columns: there may be as many as passes. Their commands are copied one by one, when they are asked for. */
import type { Command, Plan as WholePlan } from '../plan/document.ts'
import type { Copy } from '../schema/copies.ts'
import { listOf, readRows, Rows } from './columns.ts'
import { Parts } from './read-parts.ts'

type Given = WholePlan['submissions'][number]

/** A submission as it is read here. */
export interface Submission extends Omit<Given, 'commands'> {
  readonly commands: Parts<Command>
}

/** Submissions by number. */
export class Submissions extends Rows<Submission> {
  private readonly queues: Float64Array
  /** By submission: where its waits begin in the list of all of them. */
  private readonly firstWait: Uint32Array
  private readonly waits: number[] = []
  private readonly epilogues: Uint8Array
  private readonly prologues = new Map<number, NonNullable<Given['prologue']>>()
  private readonly commands: (readonly unknown[])[]
  private readonly copyCommand: Copy

  private constructor(length: number, copyCommand: Copy) {
    super(length)
    this.queues = new Float64Array(length)
    this.firstWait = new Uint32Array(length + 1)
    this.epilogues = new Uint8Array(length)
    this.commands = new Array<readonly unknown[]>(length)
    this.copyCommand = copyCommand
  }

  /** Undefined where one of the list does not have the shape of a submission, whatever its commands are. Each is read once. */
  static read(list: readonly unknown[], copy: Copy, copyCommand: Copy): Submissions | undefined {
    const made = new Submissions(list.length, copyCommand)
    let areLists = true
    const areRead = readRows<Given>(list, copy, (i, one) => {
      areLists &&= made.set(i, one)
    })
    return areRead && areLists ? made : undefined
  }

  /** Whether the commands of one are a list. */
  private set(i: number, { queue, waits, prologue, epilogue, commands }: Given): boolean {
    const list = listOf(commands)
    if (!list) return false
    this.queues[i] = queue
    for (const wait of waits) this.waits.push(wait)
    this.firstWait[i + 1] = this.waits.length
    if (prologue) this.prologues.set(i, prologue)
    this.epilogues[i] = epilogue ? 1 : 0
    this.commands[i] = list
    return true
  }

  at(s: number): Submission {
    const [first, end] = [this.firstWait[s]!, this.firstWait[s + 1]!]
    const prologue = this.prologues.get(s)
    return {
      queue: this.queueOf(s),
      waits: first === end ? none : this.waits.slice(first, end),
      ...(prologue && { prologue }),
      ...(this.epilogues[s] === 1 && { epilogue: { visibleToHost: true } }),
      commands: new Parts(this.commands[s]!, this.copyCommand),
    }
  }

  queueOf(s: number): number {
    return this.queues[s]!
  }

  /** Number of its commands; 0 where the plan has no such submission. */
  commandCount(s: number): number {
    return this.commands[s]?.length ?? 0
  }
}

const none: number[] = []
