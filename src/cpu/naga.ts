/**
 * naga, the shader compiler of the optional package naga-wasm.
 *
 * A shader that is nested too deeply, or that finds a fault of naga's, stops its WebAssembly in mid-call, and what is left of the stack there
 * compiles nothing any more. Later shaders are then compiled by another instance, in a thread of its own that ends with the next such shader.
 */
import { builtinModule } from '../builtin-module.ts'
import { messageOf } from '../errors.ts'
import { importOptional } from '../import-optional.ts'
import { resolveOptional } from '../require-optional.ts'

export type ShaderText =
  | { readonly from: 'wgsl'; readonly source: string }
  | { readonly from: 'spirv'; readonly source: Uint32Array }

export interface Naga {
  /**
   * SPIR-V of a shader.
   * @param flags of naga's writer; its defaults without
   * @throws Error with all that naga says of the code
   */
  translate(code: ShaderText, flags?: Flags): Promise<Uint32Array>
}

type Flags = { readonly forcePointSize: boolean }
type Input = ShaderText & { readonly to: 'spirv'; readonly options?: { readonly flags: Flags } }
/** As naga-wasm has them, for SPIR-V. */
interface Package {
  init(): Promise<unknown>
  translate(input: Input): Uint32Array
}

let loading: Promise<Package> | undefined
let isBroken = false

/** @throws whatever the import throws where the package is not there; a later call tries again */
export async function loadNaga(): Promise<Naga> {
  let naga: Package
  try {
    naga = await (loading ??= load())
  } catch (cause) {
    loading = undefined
    throw cause
  }
  return {
    async translate(code, flags) {
      const input: Input = { ...code, to: 'spirv', ...(flags ? { options: { flags } } : {}) }
      if (isBroken) return translateElsewhere(input)
      try {
        return naga.translate(input)
      } catch (cause) {
        const said = saidBy(cause)
        isBroken = hasStopped(cause, said)
        throw new Error(isBroken ? stoppedBy(said) : said, { cause })
      }
    },
  }
}

async function load(): Promise<Package> {
  const naga = (await importOptional('naga-wasm')) as Package
  // In Node the module is ready after its import; elsewhere it has to fetch its binary first.
  if (!builtinModule('node:worker_threads')) await naga.init()
  return naga
}

/** naga shows the place in the code beside its message. */
const saidBy = (cause: unknown): string =>
  typeof cause === 'object' && cause !== null && 'formatted' in cause && typeof cause.formatted === 'string'
    ? cause.formatted
    : messageOf(cause)

/** Whether the call stopped midway, by a trap or by JavaScript's own stack. */
const hasStopped = (cause: unknown, said: string): boolean =>
  (cause instanceof Error && cause.name === 'RuntimeError') ||
  /^(Maximum call stack|too much recursion|null pointer)/.test(said)

interface Thread {
  on(event: 'message', heard: (answer: { words?: Uint32Array; said?: string; why?: string }) => void): void
  on(event: 'error' | 'exit', heard: (cause: unknown) => void): void
  postMessage(input: Input): void
  terminate(): Promise<unknown>
  ref(): void
  unref(): void
}

const stoppedBy = (why: string): string => `naga cannot compile it: ${why} (is it nested deeply?)`

const program = `
const { parentPort, workerData } = require('node:worker_threads')
const ready = import(workerData)
parentPort.on('message', async (input) => {
  const { translate } = await ready
  try {
    parentPort.postMessage({ words: translate(input) })
  } catch (cause) {
    parentPort.postMessage({ said: cause.formatted, why: cause.message })
  }
})`

interface Asked {
  resolve(words: Uint32Array): void
  reject(error: Error): void
}

let thread: Thread | undefined
let asked: Asked | undefined
let turns: Promise<unknown> = Promise.resolve()

/** One shader at a time. The thread keeps the process alive for as long as it is asked. */
function translateElsewhere(input: Input): Promise<Uint32Array> {
  const turn = turns.then(
    () =>
      new Promise<Uint32Array>((resolve, reject) => {
        thread ??= startThread()
        asked = { resolve, reject }
        thread.ref()
        // oxlint-disable-next-line unicorn/require-post-message-target-origin -- it is no window
        thread.postMessage(input)
      }),
  )
  turns = turn.catch(() => {})
  return turn
}

function startThread(): Thread {
  const threads = builtinModule<{ Worker: new (program: string, options: object) => Thread }>('node:worker_threads')
  if (!threads)
    throw new Error('naga stopped at an earlier shader, and compiles nothing until the page is loaded again')
  const { pathToFileURL } = builtinModule<{ pathToFileURL(path: string): { href: string } }>('node:url')!
  const workerData = pathToFileURL(resolveOptional('naga-wasm')).href
  const started = new threads.Worker(program, { eval: true, workerData })
  const answered = (): Asked | undefined => {
    const answers = asked
    asked = undefined
    started.unref()
    return answers
  }
  /** With a shader that it cannot compile, or by itself. */
  const end = (said: string): void => {
    if (thread !== started) return
    thread = undefined
    answered()?.reject(new Error(said))
    void started.terminate()
  }
  started.on('message', ({ words, said, why }) => (words ? answered()?.resolve(words) : end(said ?? stoppedBy(why!))))
  started.on('error', (cause) => end(messageOf(cause)))
  started.on('exit', (status) => end(`naga's thread has ended with status ${String(status)}`))
  return started
}
