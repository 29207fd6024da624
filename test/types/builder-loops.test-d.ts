/** Builders in programs that branch and loop. */
import { computedId, frameGraph } from 'memkit-gpu'
import { describe, it } from 'vitest'

const levels: number = 5
const fog: boolean = true
const half = { format: 'rgba16float', size: [8, 8] } as const

describe('a chain', () => {
  it('knows ids of a pattern that a loop adds', () => {
    frameGraph()
      .texture('hdr', half)
      .repeat(levels, (builder, i) => builder.texture(`bloom${i}`, half).copy('hdr', `bloom${i}`))
      .repeat(levels, (builder, i) => builder.render(`up${i}`, { color: [{ use: `bloom${i}`, load: 'load' }] }))
      .render('post', { color: [{ use: 'bloom0', load: 'load' }], after: ['up4', `up${levels}`] })
  })

  it('refuses ids of another pattern', () => {
    const builder = frameGraph().repeat(levels, (adding, i) => adding.texture(`bloom${i}`, half))
    // @ts-expect-error -- blooom is not a pattern that was added
    builder.copy('blooom1', 'bloom2')
    // @ts-expect-error -- neither a number
    builder.copy('bloomx', 'bloom2')
  })

  it('takes the same pattern twice, as a loop does', () => {
    frameGraph().buffer(`b${levels}`, { size: 4 }).buffer(`b${levels}`, { size: 4 })
  })

  it('refuses a literal id twice, as ever', () => {
    // @ts-expect-error -- the id is taken
    frameGraph().buffer('a', { size: 4 }).buffer('a', { size: 4 })
  })
})

describe('statements', () => {
  it('add passes under a condition', () => {
    const builder = frameGraph().texture('hdr', half)
    if (fog) builder.render('fog', { color: [{ use: 'hdr', load: 'load' }] })
    builder.readback('hdr', { output: 'picture', after: [computedId('fog')] }).build()
  })

  it('take ids that the compiler does not know, one by one', () => {
    const builder = frameGraph().texture('hdr', half)
    for (const name of ['near', 'far']) builder.texture(name, half).copy('hdr', computedId(name))
    builder.readback({ resource: computedId('near'), mipLevel: 0 }, { output: 'near' })
    // @ts-expect-error -- the others stay checked
    builder.readback('ner', { output: 'far' })
  })
})
