/** SPIR-V as documents hold it. */
import { shaderFailed } from '../../errors.ts'

/** The words of a module from base64, which has them little-endian. @throws MemkitError SHADER_FAILED */
export function spirvWords(shader: string, base64: string): Uint32Array {
  let text: string
  try {
    text = atob(base64)
  } catch (cause) {
    throw shaderFailed(shader, 'its "spirv" is not base64', cause)
  }
  if (text.length % 4 !== 0) throw shaderFailed(shader, 'its "spirv" is not made of 32-bit words')
  const bytes = new Uint8Array(text.length)
  for (let i = 0; i < bytes.length; i++) bytes[i] = text.charCodeAt(i)
  return new Uint32Array(bytes.buffer)
}
