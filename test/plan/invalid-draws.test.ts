/** Plans whose pipelines or draws lead nowhere, or do not fit each other, are refused before a backend sees them. */
import { expect, it } from 'vitest'
import type { Plan } from '../../src/plan/document.ts'
import { validatePlan } from '../../src/plan/validate/index.ts'
import { planGraph, profiles } from '../../src/planner/index.ts'
import { sceneGraph } from '../support/drawn-scene.ts'
import { thrown } from '../support/thrown.ts'

const plan = planGraph(sceneGraph(), profiles.webgpu)
const [submission, command] = plan.submissions
  .flatMap(({ commands }, s) => commands.map((made, c) => ({ made, at: [s, c] as const })))
  .find(({ made }) => made.op === 'render' && made.passes[0] === 'scene')!.at
const full = plan.pipelines!.findIndex(({ id }) => id === 'full')
const part = `submissions[${submission}].commands[${command}].parts[0]`
const drawn = `${part}.draws[0]`
const useOf = (as: string) =>
  (plan.submissions[submission]!.commands[command] as any).parts[0].uses.findIndex((use: any) => use.as === as)

const render = part.slice(0, part.indexOf('.parts'))
const colorOf = (all: any) => all.submissions[submission].commands[command].color

function attachTwice(all: any) {
  const color = colorOf(all)
  color.push({ ...structuredClone(color[0]), resolve: undefined })
  delete color.at(-1).resolve
}

function resolveTwice(all: any) {
  const color = colorOf(all)
  const [first, second] = [color[0], color[1]].map(({ slice }) => all.textures[slice.texture])
  Object.assign(second, { format: first.format, sizeBytes: first.sizeBytes })
  color[1].resolve = structuredClone(color[0].resolve)
}

const cases: [string, (part: any, pipeline: any, plan: any) => unknown, string][] = [
  ['a pipeline that is not there', (at) => (at.draws[0].pipeline = 99), `${drawn}.pipeline`],
  ['a group that is not there', (at) => (at.draws[0].bindGroups[0] = 99), `${drawn}.bindGroups[0]`],
  ['one group twice', (at) => (at.draws[0].bindGroups[1] = at.draws[0].bindGroups[0]), `${drawn}.bindGroups[1]`],
  ['a use that is not there', (at) => (at.bindGroups[0].entries[0].use = 99), `${part}.bindGroups[0].entries[0].use`],
  [
    'vertices as a binding',
    (at) => (at.bindGroups[0].entries[0].use = useOf('vertex')),
    `${part}.uses[${useOf('vertex')}].as`,
  ],
  [
    'a binding off its alignment',
    (at) => (at.uses[useOf('uniform')].slice.offset += 4),
    `${part}.uses[${useOf('uniform')}].slice`,
  ],
  ['two bindings in one slot', (at) => (at.bindGroups[0].entries[1].binding = 0), `${part}.bindGroups[0].entries[1]`],
  ['a group past the limit', (at) => (at.bindGroups[0].group = 4), `${part}.bindGroups[0].entries[0]`],
  ['a vertex buffer that is not there', (at) => (at.draws[0].vertexBuffers[0] = 99), `${drawn}.vertexBuffers[0]`],
  [
    'vertices of a uniform buffer',
    (at) => (at.draws[0].vertexBuffers[0] = useOf('uniform')),
    `${drawn}.vertexBuffers[0]`,
  ],
  ['no vertex buffer where one is read', (at) => (at.draws[0].vertexBuffers[0] = null), `${drawn}.vertexBuffers[0]`],
  [
    'a vertex buffer that is not read',
    (at) => (at.draws[0].vertexBuffers[1] = useOf('vertex')),
    `${drawn}.vertexBuffers[1]`,
  ],
  [
    'more vertex buffers than are read',
    (at) => at.draws[0].vertexBuffers.push(useOf('vertex')),
    `${drawn}.vertexBuffers`,
  ],
  ['vertices off their words', (at) => (at.uses[useOf('vertex')].slice.offset += 2), `${drawn}.vertexBuffers[0]`],
  ['instances past their buffer', (at) => (at.draws[0].call.instanceCount = 31), `${drawn}.vertexBuffers[2]`],
  ['indices of a vertex buffer', (at) => (at.draws[0].indexBuffer.use = useOf('vertex')), `${drawn}.indexBuffer`],
  ['indices off their bytes', (at) => (at.uses[useOf('index')].slice.offset += 1), `${drawn}.indexBuffer`],
  ['indices past their buffer', (at) => (at.draws[0].call.indexCount = 29), `${drawn}.indexBuffer`],
  ['indices of another strip', (at) => (at.draws[0].indexBuffer.format = 'uint32'), `${drawn}.indexBuffer.format`],
  ['indices that are not counted', (at) => delete at.draws[0].indexBuffer, `${drawn}.call`],
  ['counts that are not there', (at) => (at.draws[3].call.indirect = 99), `${part}.draws[3].call.indirect`],
  [
    'counts of a vertex buffer',
    (at) => (at.draws[3].call.indirect = useOf('vertex')),
    `${part}.draws[3].call.indirect`,
  ],
  [
    'counts of too few bytes',
    (at) => (at.uses[at.draws[3].call.indirect].slice.size = 12),
    `${part}.draws[3].call.indirect`,
  ],
  [
    'counts off their words',
    (at) => (at.uses[at.draws[3].call.indirect].slice.offset += 2),
    `${part}.draws[3].call.indirect`,
  ],
  ['one texture attached twice', (_, __, all) => attachTwice(all), `${render}.color[2].slice`],
  ['samples resolved into one texture twice', (_, __, all) => resolveTwice(all), `${render}.color[1].resolve`],
  ['a viewport without area', (at) => (at.draws[0].viewport[2] = 0), `${drawn}.viewport`],
  ['depths of a viewport out of order', (at) => (at.draws[0].viewport[4] = 1), `${drawn}.viewport`],
  ['a scissor outside', (at) => (at.draws[0].scissor[2] = 16), `${drawn}.scissor`],
  ['a body and draws', (at, _, all) => ((at.body = 'body'), all.bodies.push({ name: 'body', pass: 'scene' })), part],
  ['neither a body nor draws', (at) => (delete at.draws, delete at.bindGroups), part],
  ['draws without groups', (at) => delete at.bindGroups, `${part}.bindGroups`],
  ['another target format', (_, pipeline) => (pipeline.fragment.targets[0].format = 'bgra8unorm'), `${drawn}.pipeline`],
  ['a target too few', (_, pipeline) => pipeline.fragment.targets.pop(), `${drawn}.pipeline`],
  ['no fragments for colours', (_, pipeline) => delete pipeline.fragment, `${drawn}.pipeline`],
  ['another depth format', (_, pipeline) => (pipeline.depthStencil.format = 'depth32float'), `${drawn}.pipeline`],
  ['no depth state', (_, pipeline) => delete pipeline.depthStencil, `${drawn}.pipeline`],
  ['other samples', (_, pipeline) => (pipeline.multisample.count = 1), `${drawn}.pipeline`],
  ['a shader that is not there', (_, pipeline) => (pipeline.fragment.shader = 'gone'), `pipelines[${full}]`],
  ['an odd stride', (_, pipeline) => (pipeline.vertex.buffers[0].arrayStride = 18), `pipelines[${full}]`],
  [
    'an attribute outside its vertex',
    (_, pipeline) => (pipeline.vertex.buffers[0].attributes[1].offset = 16),
    `pipelines[${full}]`,
  ],
  [
    'one location twice',
    (_, pipeline) => (pipeline.vertex.buffers[0].attributes[1].shaderLocation = 0),
    `pipelines[${full}]`,
  ],
  [
    'a location past the limit',
    (_, pipeline) => (pipeline.vertex.buffers[0].attributes[1].shaderLocation = 16),
    `pipelines[${full}].vertex.buffers`,
  ],
  [
    'a stride past the limit',
    (_, pipeline) => (pipeline.vertex.buffers[0].arrayStride = 2052),
    `pipelines[${full}].vertex.buffers`,
  ],
  [
    'too many vertex buffers',
    (_, pipeline) => pipeline.vertex.buffers.push(...Array(6).fill(null)),
    `pipelines[${full}].vertex.buffers`,
  ],
  ['a strip format of a list', (_, pipeline) => (pipeline.primitive.topology = 'triangle-list'), `pipelines[${full}]`],
  [
    'a pipeline that nothing draws with',
    (_, pipeline, all) => all.pipelines.push(pipeline),
    `pipelines[${plan.pipelines!.length}]`,
  ],
]

it('the plan as it is can be run', () => {
  expect(validatePlan(plan, profiles.webgpu)).toEqual(plan)
})

it.each(cases)('%s', (_, change, path) => {
  const draft = structuredClone(plan) as Plan
  change((draft.submissions[submission]!.commands[command] as any).parts[0], draft.pipelines![full], draft)
  const error = thrown(() => validatePlan(draft, profiles.webgpu, true))
  expect(error).toMatchObject({ code: 'INVALID_PLAN', path })
  if (path.startsWith(part))
    expect(error).toMatchObject({ details: { pass: 'scene' }, message: expect.stringMatching(/pass "scene"/) })
})
