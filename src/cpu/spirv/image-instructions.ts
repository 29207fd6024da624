/** Instructions on textures and samplers as JavaScript. */
import { unsupported } from '../../errors.ts'
import { scalarOf, type Emit, type FunctionCode, type Operation } from './function-code.ts'
import { op } from './opcodes.ts'

function image(code: FunctionCode, id: number) {
  const handle = code.handle(id)
  if (handle.type.kind !== 'image') throw unsupported('A shader reads what is no texture')
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

const readTexel: Emit = (code, operation) => {
  const { a, b, operands } = operation
  const { code: source, type } = image(code, a)
  if (type.multisampled) throw unsupported('Multisampled textures are not translated for the CPU')
  const mask = operands[4] ?? 0
  if (mask !== 0 && mask !== 2) throw unsupported('Reading a texture with offsets is not translated for the CPU')
  const texel = `${source}.read(${code.use(b)},${mask === 2 ? code.use(operands[5]!) : 0})`
  return code.define(operation, asResult(code, operation, texel))
}

const size: Emit = (code, operation) => {
  const level = operation.opcode === op.ImageQuerySize ? 0 : code.use(operation.b)
  const numbers = `${image(code, operation.a).code}.size(${level})`
  const isVector = code.typeOfResult(operation).kind === 'vector'
  return code.define(operation, isVector ? `${numbers}.slice()` : `${numbers}[0]`)
}

export const imageInstructions: Readonly<Record<number, Emit>> = {
  [op.SampledImage]: (code, { id, a, b }) => {
    const { code: source, type } = image(code, a)
    code.handles.set(id, { code: `[${source},${code.handle(b).code},${type.arrayed}]`, type })
    return ''
  },
  [op.ImageSampleExplicitLod]: (code, operation) => {
    const { a, b, operands } = operation
    if (operands[4] !== 2) throw unsupported('Sampling with gradients or offsets is not translated for the CPU')
    const texel = `x.sample(...${code.handle(a).code},${code.use(b)},${code.use(operands[5]!)})`
    return code.define(operation, asResult(code, operation, texel))
  },
  [op.ImageFetch]: readTexel,
  [op.ImageRead]: readTexel,
  [op.ImageWrite]: (code, { typeId, id, a }) => `${image(code, typeId).code}.write(${code.use(id)},${code.use(a)});`,
  [op.ImageQuerySizeLod]: size,
  [op.ImageQuerySize]: size,
  [op.ImageQueryLevels]: (code, operation) => code.define(operation, `${image(code, operation.a).code}.levels`),
}
