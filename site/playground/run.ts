/** Runs the document on the page's WebGPU, and shows what comes out. */
import { createExecutor, planGraph, type FrameGraph, type Inputs, type Objective, type Plan } from 'memkit-gpu'
import { createWebGpuBackend, type WebGpuBackend } from 'memkit-gpu/webgpu'
import exampleInputs from 'playground-inputs'
import { makeImports } from './imports.ts'
import { bytes, plural } from './planned.ts'

let opened: Promise<WebGpuBackend> | undefined

/** The page's device; another after one that is lost. */
async function openBackend(): Promise<WebGpuBackend> {
  const backend = await opened?.catch(() => undefined)
  if (backend && !backend.lost) return backend
  opened = createWebGpuBackend()
  return opened
}

/** Runs once, and gives what is to be shown of it. Bodies do nothing. */
export async function runInPage(graph: FrameGraph, objective: Objective): Promise<HTMLElement[]> {
  const backend = await openBackend()
  const plan = planGraph(graph, backend.profile, { objective })
  const executor = await createExecutor(plan, backend)
  const imported = makeImports(graph, plan, backend)
  try {
    const bodies = Object.fromEntries(plan.bodies.map(({ name }) => [name, () => undefined]))
    const { inputs, words: inputWords } = inputsOf(plan)
    const begun = performance.now()
    const { outputs } = await executor.run({ inputs, bodies, imports: imported.handles })
    const ms = performance.now() - begun
    const words = [
      `Ran on WebGPU in ${ms.toFixed(1)} ms, ${plural(plan.report.submissions.count, 'submission')}.`,
      ...inputWords,
      ...(plan.imports.length > 0 ? ['Imports began as zeros.'] : []),
      ...(plan.bodies.length > 0 ? ['Bodies did nothing.'] : []),
    ]
    return [paragraph(words.join(' ')), ...Object.entries(outputs).map(([name, data]) => show(graph, name, data))]
  } finally {
    await executor.destroy()
    imported.destroy()
  }
}

/** Those that an example of this name brings for inputs of this name and size, else bytes that count up. */
function inputsOf(plan: Plan): { inputs: Inputs; words: string[] } {
  const own = Object.hasOwn(exampleInputs, plan.name) ? exampleInputs[plan.name]! : {}
  const asked = plan.inputs.filter(({ producer }) => producer === undefined)
  const counting: string[] = []
  const inputs = asked.map(({ name, sizeBytes }) => {
    const bytes = Object.hasOwn(own, name) ? Uint8Array.from(atob(own[name]!), (one) => one.charCodeAt(0)) : undefined
    if (bytes?.byteLength === sizeBytes) return [name, bytes] as const
    counting.push(name)
    return [name, countingBytes(sizeBytes)] as const
  })
  const words = [
    ...(counting.length < asked.length ? ['Inputs: those of the example.'] : []),
    ...(counting.length > 0 ? [`Bytes that count up: ${listed(counting)}.`] : []),
  ]
  return { inputs: Object.fromEntries(inputs), words }
}

const listed = (names: readonly string[]): string =>
  names.length > 6 ? `${names.slice(0, 6).join(', ')}, … ${names.length - 6} more` : names.join(', ')

function countingBytes(length: number): Uint8Array {
  const counted = new Uint8Array(length)
  for (let i = 0; i < length; i++) counted[i] = i
  return counted
}

/** A picture where the output is one level of a texture with four channels of 8 bits, else the first bytes. */
function show(graph: FrameGraph, name: string, data: Uint8Array): HTMLElement {
  const figure = document.createElement('figure')
  const caption = document.createElement('figcaption')
  caption.textContent = `${name}, ${bytes(data.byteLength)}`
  const size = pictureSize(graph, name)
  if (size && size[0] * size[1] * 4 === data.byteLength) {
    const canvas = document.createElement('canvas')
    ;[canvas.width, canvas.height] = size
    const pixels = new Uint8ClampedArray(data)
    canvas.getContext('2d')!.putImageData(new ImageData(pixels, ...size), 0, 0)
    canvas.dataset['output'] = name
    figure.append(canvas, caption)
  } else {
    const code = document.createElement('pre')
    code.tabIndex = 0
    const lines: string[] = []
    for (let at = 0; at < Math.min(data.byteLength, 256); at += 16)
      lines.push(
        `${at.toString(16).padStart(4, '0')}  ${[...data.subarray(at, at + 16)].map((byte) => byte.toString(16).padStart(2, '0')).join(' ')}`,
      )
    if (data.byteLength > 256) lines.push('…')
    code.textContent = lines.join('\n')
    figure.append(caption, code)
  }
  return figure
}

function pictureSize(graph: FrameGraph, output: string): [number, number] | undefined {
  const pass = graph.passes.find((one) => one.kind === 'readback' && one.output === output)
  if (pass?.kind !== 'readback') return undefined
  const from = typeof pass.from === 'string' ? { resource: pass.from } : pass.from
  const texture = graph.resources.find(({ id }) => id === from.resource)
  if (texture?.kind !== 'texture' || !texture.format.startsWith('rgba8unorm')) return undefined
  const level = ('mipLevel' in from && from.mipLevel) || 0
  const [width, height = 1] = texture.size
  return [Math.max(1, width >> level), Math.max(1, height >> level)]
}

function paragraph(text: string): HTMLElement {
  const element = document.createElement('p')
  element.textContent = text
  return element
}
