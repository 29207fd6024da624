/** Interface of a plan: the inputs, outputs, shaders, bodies and imports that a run needs, compared with the graph and with what the plan does. */
import type { ResolvedGraph } from './resolve.ts'
import type { Command, Step } from '../plan/document.ts'
import type { Plan } from './parts.ts'
import { reject } from './rejection.ts'

/** Rejects lists that are not those of the graph. O(entries). */
export function checkInterface(plan: Plan, resolved: ResolvedGraph): void {
  const { graph, inputs, outputs, shaderIndex } = resolved
  const wrong = (what: string, name: string): never =>
    reject('MALFORMED', `The plan's ${what} ${JSON.stringify(name)} is not the graph's`)
  sameNames(plan.inputs, givenBy(inputs), 'input')
  sameNames(plan.outputs, named(outputs), 'output')
  for (const { name, sizeBytes, producer, optional = false } of plan.inputs) {
    const input = inputs.find(name)
    const maker = input && input.producer >= 0 ? graph.passes[input.producer]!.id : undefined
    if (input?.sizeBytes !== sizeBytes || maker !== producer || (input.optional ?? false) !== optional)
      wrong('input', name)
  }
  for (const { name, sizeBytes } of plan.outputs) {
    const output = outputs.numberOf(name)
    if (output === undefined || outputs.sizeOf(output) !== sizeBytes) wrong('output', name)
  }
  for (const shader of plan.shaders) {
    const declared = graph.shaders?.[shaderIndex.get(shader.id) ?? -1]
    if (!declared || declared.wgsl !== shader.wgsl || declared.spirv !== shader.spirv) wrong('shader', shader.id)
  }
  for (const { name, pass } of plan.bodies) {
    const declared = graph.passes[resolved.passIndex.get(pass) ?? -1]
    if (!declared || !('body' in declared) || declared.body !== name) wrong('body', name)
  }
  const imports = new Set(plan.imports)
  for (const id of imports)
    if (resolved.resources[resolved.resourceIndex.get(id) ?? -1]?.lifetime !== 'imported') wrong('import', id)
  const needImport = (resource: string | undefined) => {
    if (resource !== undefined && !imports.has(resource))
      reject('MALFORMED', `The plan uses the imported ${JSON.stringify(resource)}, but does not list it`)
  }
  for (const heap of plan.heaps) if (heap.memory === 'imported') needImport(heap.resource)
  for (const texture of plan.textures) if (texture.lifetime === 'imported') needImport(texture.resource)
}

/** Names of the inputs that a run is given; what a host pass makes may be for nobody. */
function* givenBy(inputs: ResolvedGraph['inputs']): Iterable<string> {
  for (const [name, number] of inputs) if (inputs.at(number).producer < 0) yield name
}

function* named(outputs: ResolvedGraph['outputs']): Iterable<string> {
  for (const [name] of outputs) yield name
}

/** Checks that a list names all of these, and nothing twice: a run must be given, or gives, what is listed. */
function sameNames(list: readonly { readonly name: string }[], wanted: Iterable<string>, what: string): void {
  const names = new Set(list.map(({ name }) => name))
  for (const name of wanted)
    if (!names.has(name)) reject('MALFORMED', `The plan does not list the ${what} ${JSON.stringify(name)}`)
  if (names.size === list.length) return
  const twice = list.find(({ name }) => !names.delete(name))!
  reject('MALFORMED', `The plan lists the ${what} ${JSON.stringify(twice.name)} twice`)
}

/** Checks that a plan lists the shaders and bodies that its commands and steps name. */
export class Needs {
  private readonly bodies: ReadonlySet<string>
  private readonly shaders: ReadonlySet<string>

  constructor({ bodies, shaders, pipelines }: Plan) {
    this.bodies = new Set(bodies.map(({ name }) => name))
    this.shaders = new Set(shaders.map(({ id }) => id))
    for (const { vertex, fragment } of pipelines ?? []) {
      this.shader(vertex.shader)
      if (fragment) this.shader(fragment.shader)
    }
  }

  command(command: Command): void {
    if (command.op === 'dispatch') this.shader(command.shader)
    if (command.op === 'custom' || command.op === 'external') this.body(command.passes[0] ?? '', command.body)
    if (command.op === 'render') for (const { pass, body } of command.parts) this.body(pass, body)
  }

  step(step: Step): void {
    if (step.do === 'host') this.body(step.pass, step.body)
  }

  private body(pass: string, body: string | undefined): void {
    if (body !== undefined && !this.bodies.has(body))
      reject(
        'MALFORMED',
        `The plan calls the body ${JSON.stringify(body)} for pass ${JSON.stringify(pass)}, but does not list it`,
      )
  }

  private shader(id: string): void {
    if (!this.shaders.has(id))
      reject('MALFORMED', `The plan runs the shader ${JSON.stringify(id)}, but does not list it`)
  }
}
