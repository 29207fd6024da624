/** Every vertex format: a cell of 4 × 4 texels each, whose colour says what the shader was given. */
import { vertexFormatNames, vertexFormats, type VertexFormat } from '../../../src/graph/draw-schema.ts'
import { cell } from './geometry.ts'
import { flatFragment, picture } from './picture.ts'

/** Bytes of a value of each format: none of the components is like another, and signed ones have a negative one. */
function valueOf(format: VertexFormat): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(16)
  const view = new DataView(bytes.buffer)
  if (format.startsWith('float32')) [0.25, -0.5, 0.75, 0.9].forEach((n, i) => view.setFloat32(i * 4, n, true))
  else if (format.startsWith('float16'))
    [0x3400, 0xb800, 0x3a00, 0x3b00].forEach((n, i) => view.setUint16(i * 2, n, true))
  else if (format.includes('32'))
    [40, format[0] === 's' ? -90 : 90, 130, 200].forEach((n, i) => view.setInt32(i * 4, n, true))
  else if (format === 'unorm10-10-10-2') view.setUint32(0, 100 | (500 << 10) | (900 << 20) | (2 << 30), true)
  else if (format.includes('norm16')) [9000, -20000, 30000, 25000].forEach((n, i) => view.setInt16(i * 2, n, true))
  else if (format.includes('16'))
    [40, format[0] === 's' ? -90 : 90, 130, 200].forEach((n, i) => view.setInt16(i * 2, n, true))
  else bytes.set([40, 166, 110, 20])
  return bytes
}

const byType = (type: 'float' | 'uint' | 'sint') =>
  vertexFormatNames.filter((name) => vertexFormats[name].type === type)

/** Missing components are 0, 0, 0, 1. Negative ones are shown as half of their size. */
const shader = (type: 'f32' | 'u32' | 'i32', shown: string) => `
struct Varying { @builtin(position) position: vec4f, @location(0) @interpolate(flat, either) color: vec4f }
@vertex fn vs(@location(0) position: vec2f, @location(1) value: vec4<${type}>) -> Varying {
  return Varying(vec4f(position, 0, 1), ${shown});
}
@fragment fn fs(in: Varying) -> @location(0) vec4f { return in.color; }`

function formatPicture(name: string, type: 'float' | 'uint' | 'sint', wgsl: string) {
  const formats = byType(type)
  const rows = Math.ceil(formats.length / 4)
  const size = [16, rows * 4] as const
  // A vertex: x, y, then the value. Strides are multiples of 4, so that each format can have its own offset.
  const words = formats.flatMap((format, i) =>
    cell(i).flatMap(({ x, y }) => [
      ...new Uint8Array(new Float32Array([x / 8 - 1, 1 - y / (rows * 2)]).buffer),
      ...valueOf(format),
    ]),
  )
  return picture(name, {
    size,
    wgsl,
    vertices: new Uint8Array(words),
    pipelines: formats.map((format) => ({
      id: format,
      vertex: {
        entryPoint: 'vs',
        buffers: [
          {
            arrayStride: 24,
            attributes: [
              { shaderLocation: 0, format: 'float32x2' as const, offset: 0 },
              { shaderLocation: 1, format, offset: 8 },
            ],
          },
        ],
      },
      fragment: flatFragment,
    })),
    draws: formats.map((format, i) => ({
      pipeline: format,
      vertexBuffers: ['vertices'],
      vertexCount: 6,
      firstVertex: i * 6,
    })),
  })
}

export const vertexFormatPictures = [
  formatPicture('float-vertices', 'float', shader('f32', 'select(value, value * -0.5, value < vec4f(0))')),
  formatPicture('uint-vertices', 'uint', shader('u32', 'vec4f(value) / 255')),
  formatPicture('sint-vertices', 'sint', shader('i32', 'vec4f(select(value, value / -2, value < vec4i(0))) / 255')),
]
