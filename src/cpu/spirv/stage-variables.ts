/** Inputs and outputs of vertex and fragment stages: where they lie in the words of an invocation, and how they are fed. */
import { notOnCpu } from '../../errors.ts'
import { scalarOf } from './function-code.ts'
import type { SpirvModule } from './module.ts'
import { decoration, stageBuiltIns, type StageBuiltIn } from './opcodes.ts'
import { sizeWords, type Scalar, type Type } from './types.ts'

export interface StageVariable {
  /** First word in the invocation's inputs or outputs, and number of words: one for each component. */
  readonly word: number
  readonly words: number
  readonly scalar: Scalar
  readonly location: number | undefined
  readonly builtIn: StageBuiltIn | undefined
  /** Fragment inputs. */
  readonly interpolation: 'perspective' | 'linear' | 'flat'
  readonly sampling: 'center' | 'centroid' | 'sample'
}

/** @throws MemkitError UNSUPPORTED for built-ins and types that are not translated. */
export function describeStageVariable(module: SpirvModule, id: number, type: Type, word: number): StageVariable {
  const number = module.decoration(id, decoration.builtIn)
  const builtIn = number === undefined ? undefined : stageBuiltIns[number as keyof typeof stageBuiltIns]
  if (number !== undefined && builtIn === undefined)
    throw notOnCpu('A built-in value of the shader is not translated for the CPU', { builtIn: number })
  if (type.kind !== 'scalar' && type.kind !== 'vector')
    throw notOnCpu('An input or output of the shader is neither a number nor a vector, and not translated for the CPU')
  const has = (one: number) => module.decoration(id, one) !== undefined
  return {
    word,
    words: sizeWords(type),
    scalar: scalarOf(type),
    location: module.decoration(id, decoration.location),
    builtIn,
    interpolation: has(decoration.flat) ? 'flat' : has(decoration.noPerspective) ? 'linear' : 'perspective',
    sampling: has(decoration.sample) ? 'sample' : has(decoration.centroid) ? 'centroid' : 'center',
  }
}
