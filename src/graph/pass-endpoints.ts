/** The endpoints of each kind of pass, and how the pass accesses each of them. */
import { COVERS, READS, WRITES, accessCode } from './access.ts'
import type { Endpoint, Pass, PassOf } from './document.ts'
import { drawUses } from './draw-uses.ts'
import { EndpointUse, useOf } from './endpoint-use.ts'

const at = (p: number, endpoint: Endpoint, flags: number, kind: number, field: string, index = -1, leaf = '') =>
  new EndpointUse(endpoint, flags, kind, p, field, index, leaf)

/** Every endpoint of a pass with its access. All parts of the project but `check` walk this list, in this order. */
export function passEndpoints(pass: Pass, p: number, levelsOf: (resource: string) => number): EndpointUse[] {
  switch (pass.kind) {
    case 'upload':
      // One that may be left out keeps what was there.
      return [at(p, pass.to, pass.optional ? WRITES : WRITES | COVERS, accessCode['copy-write'], 'to')]
    case 'fill':
      return [at(p, pass.to, WRITES | COVERS, accessCode['copy-write'], 'to')]
    case 'readback':
      return [at(p, pass.from, READS, accessCode['copy-read'], 'from')]
    case 'copy':
      return [
        at(p, pass.from, READS, accessCode['copy-read'], 'from'),
        at(p, pass.to, WRITES | COVERS, accessCode['copy-write'], 'to'),
      ]
    case 'mipmap':
      return mipmapEndpoints(pass, p, levelsOf(pass.texture))
    case 'compute':
      return computeEndpoints(pass, p)
    case 'render':
      return renderEndpoints(pass, p)
    case 'custom':
    case 'external':
      return (pass.uses ?? []).map((use, i) => useOf(use, p, 'uses', i))
    case 'host':
      return []
  }
}

/** The endpoints of a mipmap pass: level 0 is read, the others are written. */
function mipmapEndpoints(pass: PassOf<'mipmap'>, p: number, levels: number): EndpointUse[] {
  return Array.from({ length: levels }, (_, level) =>
    level === 0
      ? at(p, { resource: pass.texture, mipLevel: 0 }, READS, accessCode['sampled-read'], 'texture')
      : at(p, { resource: pass.texture, mipLevel: level }, WRITES | COVERS, accessCode['color-attachment'], 'texture'),
  )
}

// A function of its own: a function that makes closures allocates their context at every call.
function computeEndpoints({ bindings = [], workgroups }: PassOf<'compute'>, p: number): EndpointUse[] {
  const isIndirect = 'indirect' in workgroups
  // Allocated at its final length, samplers left out: an array that grows takes room for seventeen entries at once.
  const uses = new Array<EndpointUse>(bindings.length + (isIndirect ? 1 : 0))
  let count = 0
  for (let i = 0; i < bindings.length; i++) {
    const binding = bindings[i]!
    if ('use' in binding) uses[count++] = useOf(binding, p, 'bindings', i)
  }
  if (isIndirect)
    uses[count++] = at(p, workgroups.indirect, READS, accessCode['indirect-read'], 'workgroups', -1, '.indirect')
  if (count < uses.length) uses.length = count
  return uses
}

function renderEndpoints(pass: PassOf<'render'>, p: number): EndpointUse[] {
  const uses: EndpointUse[] = []
  pass.color?.forEach((attachment, i) => {
    const flags = attachment.load === 'load' ? READS | WRITES : WRITES | COVERS
    uses.push(at(p, attachment.use, flags, accessCode['color-attachment'], 'color', i, '.use'))
    if (attachment.resolve !== undefined)
      uses.push(at(p, attachment.resolve, WRITES | COVERS, accessCode['color-attachment'], 'color', i, '.resolve'))
  })
  if (pass.depth) {
    const { readOnly, load, use } = pass.depth
    const flags = readOnly ? READS : load === 'load' ? READS | WRITES : WRITES | COVERS
    uses.push(at(p, use, flags, accessCode[readOnly ? 'depth-read' : 'depth-write'], 'depth', -1, '.use'))
  }
  pass.uses?.forEach((use, i) => uses.push(useOf(use, p, 'uses', i)))
  if (pass.draws) for (const use of drawUses(pass, p).endpoints) uses.push(use)
  return uses
}
