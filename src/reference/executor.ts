/** The reference as an executor: a graph with its persistent contents from run to run, and reads and writes between runs. */
import { allocateBytes } from '../cpu/allocate-bytes.ts'
import { givenBytes } from '../cpu/given-bytes.ts'
import { inputFailed, notPersistent, shown, wrongDataSize } from '../errors.ts'
import { givenOptions, givenRecord } from '../given.ts'
import type { FrameGraph } from '../graph/document.ts'
import { regionBytes, type Region } from '../graph/endpoint.ts'
import { nearestId } from '../nearest-id.ts'
import { parseGraph } from '../graph/parse.ts'
import { copyPart, partOf, type Part } from '../graph/part.ts'
import { resolveGraph } from '../graph/resolve.ts'
import type { ResourceInfo } from '../graph/resources.ts'
import { referenceRun, takeOptions, type ReferenceOptions, type ReferenceResult } from './index.ts'
import type { ReferenceInput } from './inputs.ts'
import { readRegion, stateKey, writeRegion } from './memory.ts'

/** Options of an executor of the reference. */
export type ReferenceExecutorOptions = Pick<ReferenceOptions, 'kernels' | 'maxWorkgroupsPerDimension'>

/** Options of one run of the reference. */
export interface ReferenceRunOptions extends Pick<ReferenceOptions, 'bodies' | 'imports'> {
  /** Bytes by input name. Optional inputs that are left out leave their targets as they are. */
  readonly inputs?: Readonly<Record<string, ReferenceInput>> | undefined
}

/**
 * An executor like that of `createExecutor`, as far as bytes go. Calls take effect one after another, in the order in which they are made, with
 * the options and parts that they are given when they are made.
 */
export interface ReferenceExecutor {
  /** Runs the graph once, see `referenceRun`. A run that fails changes nothing that persists. */
  run(options?: ReferenceRunOptions): Promise<Pick<ReferenceResult, 'outputs'>>
  /**
   * Writes a persistent resource or a part of it, rows tight; the bytes are taken at once. With history, the contents of the latest
   * run are meant. Rejects with NOT_PERSISTENT, INVALID_PART, INVALID_DATA, WRONG_DATA_SIZE or INPUT_FAILED.
   */
  write(resource: string, data: ReferenceInput, part?: Part): Promise<void>
  /** Reads a persistent resource or a part of it, rows tight. Rejects with NOT_PERSISTENT or INVALID_PART. */
  read(resource: string, part?: Part): Promise<Uint8Array>
  /**
   * Goes on with another graph. Persistent resources of the same id and shape keep their contents, and as much history as both have;
   * others start as zeros. Rejects with errors of the document.
   */
  update(graph: FrameGraph): Promise<void>
}

/** The oracle of an executor's life: runs, reads, writes and updates on ideal memory. @throws MemkitError of the document */
export const createReference = (graph: FrameGraph, options?: ReferenceExecutorOptions): ReferenceExecutor =>
  new Reference(graph, takeOptions(options))

/** An id as text; values that are no string may have no text of their own. */
const nameOf = (id: unknown): string => (typeof id === 'string' ? id : shown(id))

/** Contents by key of a state. A Map, because resources may be called "hasOwnProperty" or "__proto__". */
type State = Map<string, Uint8Array>

class Reference implements ReferenceExecutor {
  private readonly options: ReferenceExecutorOptions
  private graph: FrameGraph
  private resources: ReadonlyMap<string, ResourceInfo>
  private state: State = new Map()
  /** The latest call; never rejects. */
  private last: Promise<unknown> = Promise.resolve()

  constructor(graph: FrameGraph, options: ReferenceExecutorOptions) {
    this.options = options
    this.graph = parseGraph(graph)
    this.resources = persistentOf(this.graph)
  }

  // An async function, so that whatever is thrown becomes a rejection.
  async run(asked?: ReferenceRunOptions): Promise<Pick<ReferenceResult, 'outputs'>> {
    const {
      inputs = {},
      bodies,
      imports,
    } = givenOptions<ReferenceRunOptions, keyof ReferenceRunOptions>(asked, ['inputs', 'bodies', 'imports'])
    const options = takeOptions({ ...this.options, bodies, imports })
    const given = givenRecord(inputs, 'inputs', 'bytes by name of input')
    return this.inOrder(async () => {
      const persisted = Object.fromEntries(this.state)
      const { outputs, persistent } = await referenceRun(this.graph, given, { ...options, persistent: persisted })
      this.state = new Map(Object.entries(persistent))
      return { outputs }
    })
  }

  // An async function, so that whatever is thrown becomes a rejection.
  async write(id: string, data: ReferenceInput, part?: Part): Promise<void> {
    const given = typeof data === 'function' ? data : givenBytes('write()', id, data).slice()
    const named = copyPart(part)
    return this.inOrder(() => {
      const info = this.find('write()', id)
      const region = partOf(info, 'write()', named, typeof given === 'function' ? undefined : given.byteLength)
      const size = regionBytes(region)
      if (typeof given !== 'function' && given.byteLength !== size) throw wrongDataSize(id, given.byteLength, size)
      writeRegion(this.latest(info), info.layout, region, typeof given === 'function' ? filled(id, given, size) : given)
    })
  }

  read(id: string, part?: Part): Promise<Uint8Array> {
    const named = copyPart(part)
    return this.inOrder(() => {
      const info = this.find('read()', id)
      const region: Region = partOf(info, 'read()', named, undefined)
      return readRegion(this.latest(info), info.layout, region)
    })
  }

  async update(graph: FrameGraph): Promise<void> {
    const next = parseGraph(graph)
    const resources = persistentOf(next)
    return this.inOrder(() => {
      const state: State = new Map()
      for (const [id, info] of resources) {
        const before = this.resources.get(id)
        if (!before || !isSameShape(before, info)) continue
        for (let back = 1; back <= Math.min(before.history, info.history) + 1; back++) {
          const bytes = this.state.get(agedKey(before, back))
          if (bytes) state.set(agedKey(info, back), bytes)
        }
      }
      this.state = state
      this.graph = next
      this.resources = resources
    })
  }

  private inOrder<T>(work: () => T | Promise<T>): Promise<T> {
    const result = this.last.then(work)
    this.last = result.catch(() => undefined)
    return result
  }

  private find(call: string, id: string): ResourceInfo {
    const info = this.resources.get(id)
    if (!info) throw notPersistent(call, nameOf(id), nearestId(nameOf(id), this.resources.keys()))
    return info
  }

  /** The bytes that the latest run left. */
  private latest(info: ResourceInfo): Uint8Array {
    const key = agedKey(info, 1)
    let bytes = this.state.get(key)
    if (!bytes) this.state.set(key, (bytes = allocateBytes(info.sizeBytes, `the resource ${JSON.stringify(info.id)}`)))
    return bytes
  }
}

const persistentOf = (graph: FrameGraph): Map<string, ResourceInfo> =>
  new Map(
    resolveGraph(graph).resources.flatMap((info) => (info.lifetime === 'persistent' ? [[info.id, info] as const] : [])),
  )

/** The key of contents that are `back` runs old when the next run begins: the oldest are those that it overwrites. */
const agedKey = ({ id, history }: ResourceInfo, back: number): string => stateKey(id, back <= history ? back : 0)

/** Whether one can take the other's contents. */
function isSameShape({ layout: a, sizeBytes }: ResourceInfo, { layout: b, sizeBytes: other }: ResourceInfo): boolean {
  if (!a || !b) return a === b && sizeBytes === other
  const shape = ({ formatName, dimension, sampleCount, levels }: NonNullable<ResourceInfo['layout']>) =>
    JSON.stringify([formatName, dimension, sampleCount, levels])
  return shape(a) === shape(b)
}

function filled(id: string, write: (view: Uint8Array) => void, sizeBytes: number): Uint8Array {
  const bytes = allocateBytes(sizeBytes, `what is written to ${JSON.stringify(id)}`)
  try {
    write(bytes)
  } catch (cause) {
    throw inputFailed(id, cause)
  }
  return bytes
}
