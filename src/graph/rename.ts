/** A pass of a part as a pass of the whole: every id and name in it replaced. */
import { unknownReference } from '../errors.ts'
import type { Binding, Draw, Endpoint, Pass, Pipeline, Use } from './document.ts'
import { nearestId } from '../nearest-id.ts'

type Rename = (name: string) => string

export interface PartNames {
  readonly input: Rename
  readonly output: Rename
  readonly body: Rename
}

export interface Renames extends PartNames {
  /** Renames passes, shaders and pipelines. */
  readonly id: Rename
  readonly resource: Rename
}

interface NamedPart {
  readonly prefix: string
  readonly graph: { readonly passes: readonly Pass[] }
  readonly inputs?: Readonly<Record<string, string>>
  readonly outputs?: Readonly<Record<string, string>>
  readonly bodies?: Readonly<Record<string, string>>
}

/** The names that a part's inputs, outputs and bodies have in the whole. @throws MemkitError UNKNOWN_REFERENCE */
export function partNames(part: NamedPart, index: number): PartNames {
  const used = { inputs: new Set<string>(), outputs: new Set<string>(), bodies: new Set<string>() }
  for (const pass of part.graph.passes) {
    if (pass.kind === 'upload') used.inputs.add(typeof pass.input === 'string' ? pass.input : pass.input.name)
    else if (pass.kind === 'readback') used.outputs.add(pass.output)
    else if (pass.kind === 'host') for (const { input } of pass.produces ?? []) used.inputs.add(input)
    if ('body' in pass && pass.body !== undefined) used.bodies.add(pass.body)
  }
  const rename = (kind: keyof typeof used, what: string): Rename => {
    const given = new Map(Object.entries(part[kind] ?? {}))
    for (const name of given.keys())
      if (!used[kind].has(name))
        throw unknownReference(
          `${what} in the part`,
          name,
          `parts[${index}].${kind}[${JSON.stringify(name)}]`,
          nearestId(name, used[kind]),
        )
    return (name) => given.get(name) ?? `${part.prefix}/${name}`
  }
  return { input: rename('inputs', 'input'), output: rename('outputs', 'output'), body: rename('bodies', 'body') }
}

export function renamePass(given: Pass, names: Renames): Pass {
  const pass = {
    ...given,
    id: names.id(given.id),
    ...(given.after ? { after: given.after.map((id) => names.id(id)) } : {}),
    ...(given.bypass
      ? {
          bypass: Object.fromEntries(
            Object.entries(given.bypass).map(([out, source]) => [names.resource(out), names.resource(source)]),
          ),
        }
      : {}),
  }
  const place = <Named extends Endpoint>(endpoint: Named): Named =>
    (typeof endpoint === 'string'
      ? names.resource(endpoint)
      : { ...(endpoint as Exclude<Endpoint, string>), resource: names.resource(endpoint.resource) }) as Named
  const placed = <Entry extends Use | Binding>(entries: readonly Entry[]): Entry[] =>
    entries.map((entry) => ('use' in entry ? { ...entry, use: place(entry.use) } : entry))
  const uses = (list: readonly Use[] | undefined) => (list ? { uses: placed(list) } : {})

  switch (pass.kind) {
    case 'upload': {
      const { input } = pass
      return {
        ...pass,
        to: place(pass.to),
        input: typeof input === 'string' ? names.input(input) : { ...input, name: names.input(input.name) },
      }
    }
    case 'copy':
      return { ...pass, from: place(pass.from), to: place(pass.to) }
    case 'fill':
      return { ...pass, to: place(pass.to) }
    case 'readback':
      return { ...pass, from: place(pass.from), output: names.output(pass.output) }
    case 'mipmap':
      return { ...pass, texture: names.resource(pass.texture) }
    case 'compute': {
      const { workgroups } = pass
      return {
        ...pass,
        shader: names.id(pass.shader),
        ...(pass.bindings ? { bindings: placed(pass.bindings) } : {}),
        workgroups: 'indirect' in workgroups ? { indirect: place(workgroups.indirect) } : workgroups,
      }
    }
    case 'render':
      return {
        ...pass,
        ...(pass.color
          ? {
              color: pass.color.map((attachment) => ({
                ...attachment,
                use: place(attachment.use),
                ...(attachment.resolve ? { resolve: place(attachment.resolve) } : {}),
              })),
            }
          : {}),
        ...(pass.depth ? { depth: { ...pass.depth, use: place(pass.depth.use) } } : {}),
        ...uses(pass.uses),
        ...(pass.body !== undefined ? { body: names.body(pass.body) } : {}),
        ...(pass.bindings ? { bindings: placed(pass.bindings) } : {}),
        ...(pass.draws ? { draws: pass.draws.map((draw) => renameDraw(draw, names.id, place)) } : {}),
      }
    case 'custom':
    case 'external':
      return { ...pass, ...uses(pass.uses), body: names.body(pass.body) }
    case 'host':
      return {
        ...pass,
        ...(pass.consumes ? { consumes: pass.consumes.map((name) => names.output(name)) } : {}),
        ...(pass.produces
          ? { produces: pass.produces.map((entry) => ({ ...entry, input: names.input(entry.input) })) }
          : {}),
        body: names.body(pass.body),
      }
  }
}

type Place = <Named extends Endpoint>(endpoint: Named) => Named

const renameDraw = (draw: Draw, id: Rename, place: Place): Draw => ({
  ...draw,
  pipeline: id(draw.pipeline),
  ...(draw.bindings && {
    bindings: draw.bindings.map((entry) => ('use' in entry ? { ...entry, use: place(entry.use) } : entry)),
  }),
  ...(draw.vertexBuffers && { vertexBuffers: draw.vertexBuffers.map((use) => use && place(use)) }),
  ...(draw.indexBuffer && { indexBuffer: { ...draw.indexBuffer, use: place(draw.indexBuffer.use) } }),
  ...(draw.indirect !== undefined && { indirect: place(draw.indirect) }),
})

/** A pipeline of a part as a pipeline of the whole. */
export const renamePipeline = (pipeline: Pipeline, id: Rename): Pipeline => ({
  ...pipeline,
  id: id(pipeline.id),
  shader: id(pipeline.shader),
  ...(pipeline.fragment?.shader !== undefined && {
    fragment: { ...pipeline.fragment, shader: id(pipeline.fragment.shader) },
  }),
})
