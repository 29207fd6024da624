/**
 * Large copies by several threads. The JavaScript thread copies its share and then blocks until the others have finished, so no
 * buffer can be detached, transferred or shrunk while a thread accesses it. Callers copy in slices, and let the event loop run
 * between them.
 */
import { resolveOptional } from '../../../require-optional.ts'
import { counted } from '../../../errors.ts'
import { Worker } from 'node:worker_threads'
import { loadFfi } from '../bindings/ffi.ts'

/** Least bytes of a copy for which waking threads is worth it. */
const leastBytes = 2 ** 20
/** Unit of the shares, so that no two threads write the same page. */
const page = 4096

/**
 * Words of a control block: jobs posted, jobs done, state of the thread (1 when it is ready, −1 when it cannot start), 1 when
 * it is to end; then two addresses and a size of 64 bits each.
 */
const posted = 0
const done = 1
const up = 2
const stop = 3
const jobAt = 16
const controlBytes = 40

/** Source of the threads, in CommonJS, so that it runs unchanged whatever bundler the program uses. */
const threadCode = `
const { workerData: { koffi, library, control } } = require('node:worker_threads')
const words = new Int32Array(control)
const job = new BigUint64Array(control, ${jobAt})
let copy
try {
  copy = require(koffi).load(library).func('memcpy', 'void *', ['uint64_t', 'uint64_t', 'size_t'])
} finally {
  Atomics.store(words, ${up}, copy ? 1 : -1)
  Atomics.notify(words, ${up})
}
for (let turn = 0; ; ) {
  Atomics.wait(words, ${posted}, turn)
  if (Atomics.load(words, ${posted}) === turn) continue
  if (Atomics.load(words, ${stop}) === 1) break
  turn = (turn + 1) | 0
  copy(job[0], job[1], job[2])
  Atomics.store(words, ${done}, turn)
  Atomics.notify(words, ${done})
}`

interface Thread {
  readonly worker: Worker
  readonly ended: Promise<unknown>
  readonly words: Int32Array
  readonly job: BigUint64Array
}

/** Control blocks of the running threads. */
const running = new Set<Int32Array>()
/** Longest wait for threads to load koffi, which takes about 50 ms. */
const mostLoadingMs = 5000

/** Waits, when the process exits, until no thread is loading koffi: Node aborts a process that ends during that. */
const awaitLoading = (): void => {
  for (const words of running) Atomics.wait(words, up, 0, mostLoadingMs)
}

export class CopyThreads {
  private readonly count: number
  private threads: Thread[] | undefined
  private isEnding = false

  /** @param count threads that copy, the JavaScript thread among them; others start with the first large copy. */
  constructor(count: number) {
    this.count = count
  }

  /** Copies between arrays that do not overlap. @throws RangeError unless their lengths are equal */
  copy(target: Uint8Array, source: Uint8Array): void {
    if (target.length !== source.length)
      throw new RangeError(`${counted(source.length, 'byte')} do not fill ${target.length}`)
    const helpers = target.length < leastBytes * 2 ? [] : this.ready()
    const most = Math.min(helpers.length, Math.floor(target.length / leastBytes) - 1)
    if (most <= 0) {
      target.set(source)
      return
    }
    const share = Math.ceil(target.length / (most + 1) / page) * page
    const ffi = loadFfi()
    const to = ffi.address(target)
    const from = ffi.address(source)
    const busy: Thread[] = []
    for (let begin = share; begin < target.length; begin += share) {
      const thread = helpers[busy.length]!
      thread.job[0] = to + BigInt(begin)
      thread.job[1] = from + BigInt(begin)
      thread.job[2] = BigInt(Math.min(share, target.length - begin))
      Atomics.add(thread.words, posted, 1)
      Atomics.notify(thread.words, posted)
      busy.push(thread)
    }
    target.set(source.subarray(0, share))
    // A thread that is ready does nothing else and ends only with the program, so every posted job is done.
    for (const { words } of busy) {
      const turn = Atomics.load(words, posted)
      for (let at = Atomics.load(words, done); at !== turn; at = Atomics.load(words, done))
        Atomics.wait(words, done, at)
    }
  }

  /**
   * Ends the threads; later copies use the JavaScript thread alone. Each thread is asked to return, because terminating one
   * while it loads a native library may crash the process.
   */
  async end(): Promise<void> {
    this.isEnding = true
    const threads = this.threads ?? []
    this.threads = []
    for (const { worker, words } of threads) {
      worker.ref()
      Atomics.store(words, stop, 1)
      Atomics.add(words, posted, 1)
      Atomics.notify(words, posted)
    }
    await Promise.all(threads.map(({ ended }) => ended))
  }

  private ready(): Thread[] {
    if (this.count <= 1 || this.isEnding) return []
    this.threads ??= Array.from({ length: this.count - 1 }, () => this.start())
    return this.threads.filter(({ words }) => Atomics.load(words, up) === 1)
  }

  private start(): Thread {
    const control = new SharedArrayBuffer(controlBytes)
    const words = new Int32Array(control)
    const worker = new Worker(threadCode, {
      eval: true,
      name: 'memkit-gpu copies',
      // Without the program's own options, which may load any module.
      execArgv: [],
      env: {},
      workerData: {
        koffi: resolveOptional('koffi'),
        library: process.platform === 'win32' ? 'msvcrt.dll' : null,
        control,
      },
    })
    worker.unref()
    // A thread that fails to start is never ready, and copies go on without it.
    worker.on('error', () => undefined)
    if (running.size === 0) process.on('exit', awaitLoading)
    running.add(words)
    const ended = new Promise<void>((resolve) =>
      worker.once('exit', () => {
        running.delete(words)
        if (running.size === 0) process.off('exit', awaitLoading)
        resolve()
      }),
    )
    return { worker, ended, words, job: new BigUint64Array(control, jobAt) }
  }
}
