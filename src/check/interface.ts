/** Interface of a plan: the inputs, outputs, shaders, bodies and imports that a run needs, compared with the graph. */
import type { ResolvedGraph } from './resolve.ts'
import type { Plan } from '../plan/document.ts'
import { reject } from './rejection.ts'

export function checkInterface(plan: Plan, resolved: ResolvedGraph): void {
  const { graph, inputs, outputs, shaderIndex } = resolved
  const wrong = (what: string, name: string): never =>
    reject('MALFORMED', `The plan's ${what} ${JSON.stringify(name)} is not the graph's`)
  for (const { name, sizeBytes, producer, optional = false } of plan.inputs) {
    const input = inputs.get(name)
    const maker = input && input.producer >= 0 ? graph.passes[input.producer]!.id : undefined
    if (input?.sizeBytes !== sizeBytes || maker !== producer || (input.optional ?? false) !== optional)
      wrong('input', name)
  }
  for (const { name, sizeBytes } of plan.outputs) if (outputs.get(name)?.sizeBytes !== sizeBytes) wrong('output', name)
  for (const shader of plan.shaders) {
    const declared = graph.shaders?.[shaderIndex.get(shader.id) ?? -1]
    if (!declared || declared.wgsl !== shader.wgsl || declared.spirv !== shader.spirv) wrong('shader', shader.id)
  }
  const bodies = new Set(plan.bodies.map(({ name }) => name))
  const shaders = new Set(plan.shaders.map(({ id }) => id))
  const needBody = (pass: string, body: string | undefined) => {
    if (body !== undefined && !bodies.has(body))
      reject(
        'MALFORMED',
        `The plan calls the body ${JSON.stringify(body)} for pass ${JSON.stringify(pass)}, but does not list it`,
      )
  }
  const needShader = (id: string) => {
    if (!shaders.has(id)) reject('MALFORMED', `The plan runs the shader ${JSON.stringify(id)}, but does not list it`)
  }
  for (const { vertex, fragment } of plan.pipelines ?? []) {
    needShader(vertex.shader)
    if (fragment) needShader(fragment.shader)
  }
  for (const { commands } of plan.submissions) {
    for (const command of commands) {
      if (command.op === 'dispatch') needShader(command.shader)
      if (command.op === 'custom' || command.op === 'external') needBody(command.passes[0] ?? '', command.body)
      if (command.op === 'render') for (const { pass, body } of command.parts) needBody(pass, body)
    }
  }
  for (const step of plan.timeline) if (step.do === 'host') needBody(step.pass, step.body)
  const imports = new Set(plan.imports)
  const needImport = (resource: string | undefined) => {
    if (resource !== undefined && !imports.has(resource))
      reject('MALFORMED', `The plan uses the imported ${JSON.stringify(resource)}, but does not list it`)
  }
  for (const heap of plan.heaps) if (heap.memory === 'imported') needImport(heap.resource)
  for (const texture of plan.textures) if (texture.lifetime === 'imported') needImport(texture.resource)
}
