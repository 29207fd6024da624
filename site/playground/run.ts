/** Runs the document on the page's WebGPU, and shows what comes out. */
import { createExecutor, planGraph, type FrameGraph, type Inputs, type Objective, type Plan } from 'memkit-gpu'
import { createWebGpuBackend, type WebGpuBackend } from 'memkit-gpu/webgpu'

let opened: Promise<WebGpuBackend> | undefined

/** Runs once; bodies do nothing, and input bytes count up. */
export async function runInPage(graph: FrameGraph, objective: Objective, target: Element): Promise<void> {
  opened ??= createWebGpuBackend()
  const backend = await opened.catch((error: unknown) => {
    opened = undefined
    throw error
  })
  if (backend.lost) opened = undefined
  const plan = planGraph(graph, backend.profile, { objective })
  const executor = await createExecutor(plan, backend)
  try {
    const bodies = Object.fromEntries(plan.bodies.map(({ name }) => [name, () => undefined]))
    const imports = Object.fromEntries(
      plan.imports.map((id) => {
        const resource = graph.resources.find((one) => one.id === id)
        if (resource?.kind !== 'buffer') throw new Error(`The playground cannot make the imported texture "${id}"`)
        return [id, backend.createBuffer(resource.size).handle]
      }),
    )
    const begun = performance.now()
    const { outputs } = await executor.run({ inputs: inputsOf(plan), bodies, imports })
    const ms = performance.now() - begun
    target.replaceChildren(
      paragraph(
        `Ran on WebGPU in ${ms.toFixed(1)} ms, ${plan.report.submissions.count} submission${plan.report.submissions.count === 1 ? '' : 's'}. Inputs: bytes that count up.${plan.bodies.length > 0 ? ' Bodies did nothing.' : ''}`,
      ),
    )
    for (const [name, bytes] of Object.entries(outputs)) target.append(show(graph, name, bytes))
  } finally {
    await executor.destroy()
  }
}

const inputsOf = (plan: Plan): Inputs =>
  Object.fromEntries(
    plan.inputs
      .filter(({ producer }) => producer === undefined)
      .map(({ name, sizeBytes }) => [name, Uint8Array.from({ length: sizeBytes }, (_, i) => i)]),
  )

/** A picture where the output is one level of a texture with four channels of 8 bits, else the first bytes. */
function show(graph: FrameGraph, name: string, bytes: Uint8Array): HTMLElement {
  const figure = document.createElement('figure')
  const caption = document.createElement('figcaption')
  caption.textContent = `${name}, ${bytes.byteLength} bytes`
  const size = pictureSize(graph, name)
  if (size && size[0] * size[1] * 4 === bytes.byteLength) {
    const canvas = document.createElement('canvas')
    ;[canvas.width, canvas.height] = size
    const pixels = new Uint8ClampedArray(bytes)
    canvas.getContext('2d')!.putImageData(new ImageData(pixels, ...size), 0, 0)
    canvas.dataset['output'] = name
    figure.append(canvas, caption)
  } else {
    const code = document.createElement('pre')
    const lines: string[] = []
    for (let at = 0; at < Math.min(bytes.byteLength, 256); at += 16)
      lines.push(
        `${at.toString(16).padStart(4, '0')}  ${[...bytes.subarray(at, at + 16)].map((byte) => byte.toString(16).padStart(2, '0')).join(' ')}`,
      )
    if (bytes.byteLength > 256) lines.push('…')
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
