/** Instructions on textures and samplers as JavaScript. */
import { notOnCpu } from '../../errors.ts'
import { scalarOf, type Emit, type FunctionCode, type Operation } from './function-code.ts'
import { op } from './opcodes.ts'

function image(code: FunctionCode, id: number) {
  const handle = code.handle(id)
  if (handle.type.kind !== 'image') throw notOnCpu('A shader reads what is no texture')
  return { code: handle.code, type: handle.type }
}

/** A texel (always four numbers) as the operation's result type. */
function asResult(code: FunctionCode, operation: Operation, texel: string): string {
  const type = code.typeOfResult(operation)
  const scalar = scalarOf(type)
  const part = (i: number) => (scalar === 'f32' ? `f(t[${i}])` : `t[${i}]${scalar === 'u32' ? '>>>0' : '|0'}`)
  if (type.kind !== 'vector') return `(t=>${part(0)})(${texel})`
  return `(t=>[${Array.from({ length: type.count }, (_, i) => part(i)).join(',')}])(${texel})`
}

/** The optional operands of an image instruction, which follow a mask of those that are there. */
function imageOperands(code: FunctionCode, { operands }: Operation, first: number) {
  const mask = operands[first] ?? 0
  if (mask & ~0x5f) throw notOnCpu('Reading a texture with several offsets or sparsely is not translated for the CPU')
  let at = first + 1
  const next = (bit: number): string | undefined => (mask & bit ? code.use(operands[at++]!) : undefined)
  const bias = next(1)
  const level = next(2)
  const gradients = mask & 4 ? ([next(4)!, next(4)!] as const) : undefined
  const offset = next(8) ?? next(16)
  return { bias, level, gradients, offset, sample: next(64) }
}

const readTexel: Emit = (code, operation) => {
  const { a, b } = operation
  const { level = '0', sample, offset } = imageOperands(code, operation, 4)
  if (offset !== undefined) throw notOnCpu('Reading a texture with offsets is not translated for the CPU')
  const texel = `${image(code, a).code}.read(${code.use(b)},${level}${sample === undefined ? '' : `,${sample}`})`
  return code.define(operation, asResult(code, operation, texel))
}

const size: Emit = (code, operation) => {
  const level = operation.opcode === op.ImageQuerySize ? 0 : code.use(operation.b)
  const numbers = `${image(code, operation.a).code}.size(${level})`
  const isVector = code.typeOfResult(operation).kind === 'vector'
  return code.define(operation, isVector ? `${numbers}.slice()` : `${numbers}[0]`)
}

/** A call of a sampling function, whose arguments end with the offset where there is one. */
const sampleCall = (name: string, args: readonly string[], offset: string | undefined): string =>
  `x.${name}(${[...args, ...(offset === undefined ? [] : [offset])].join(',')})`

/** Samples at the level of detail that the shader gives, or by its gradients, or else by the quad's differences. */
const sample: Emit = (code, operation) => {
  const { a, b } = operation
  const { bias = '0', level, gradients, offset } = imageOperands(code, operation, 4)
  const args = [code.handle(a).code, code.use(b)]
  const texel = gradients
    ? sampleCall('sampleGradients', [...args, ...gradients], offset)
    : level === undefined
      ? sampleCall('sampleInQuad', [...args, `yield ${code.use(b)}`, bias], offset)
      : sampleCall('sample', [...args, level], offset)
  return code.define(operation, asResult(code, operation, texel))
}

const compare: Emit = (code, operation) => {
  const { a, b, c } = operation
  const { bias = '0', level, offset } = imageOperands(code, operation, 5)
  const args = [code.handle(a).code, code.use(b), code.use(c)]
  const result =
    level === undefined
      ? sampleCall('compareInQuad', [...args, `yield ${code.use(b)}`, bias], offset)
      : sampleCall('compare', [...args, level], offset)
  return code.define(operation, `f(${result})`)
}

const gather: Emit = (code, operation) => {
  const { opcode, a, b, c } = operation
  const { offset } = imageOperands(code, operation, 5)
  const name = opcode === op.ImageGather ? 'gather' : 'gatherCompare'
  const texel = sampleCall(name, [code.handle(a).code, code.use(b), code.use(c)], offset)
  return code.define(operation, asResult(code, operation, texel))
}

export const imageInstructions: Readonly<Record<number, Emit>> = {
  [op.SampledImage]: (code, { id, a, b }) => {
    const { code: source, type } = image(code, a)
    // The first three arguments of every sampling function.
    code.handles.set(id, { code: `${source},${code.handle(b).code},${type.arrayed}`, type })
    return ''
  },
  [op.ImageSampleImplicitLod]: sample,
  [op.ImageSampleExplicitLod]: sample,
  [op.ImageSampleDrefImplicitLod]: compare,
  [op.ImageSampleDrefExplicitLod]: compare,
  [op.ImageGather]: gather,
  [op.ImageDrefGather]: gather,
  [op.ImageFetch]: readTexel,
  [op.ImageRead]: readTexel,
  [op.ImageWrite]: (code, { typeId, id, a }) =>
    code.visibleWrite(`${image(code, typeId).code}.write(${code.use(id)},${code.use(a)});`),
  [op.ImageQuerySizeLod]: size,
  [op.ImageQuerySize]: size,
  [op.ImageQueryLevels]: (code, operation) => code.define(operation, `${image(code, operation.a).code}.levels`),
  [op.ImageQuerySamples]: (code, operation) => code.define(operation, `${image(code, operation.a).code}.samples`),
}
