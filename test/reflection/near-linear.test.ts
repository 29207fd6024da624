/** Shaders and passes that are written to be slow: checking them takes time that is near-linear in their text. */
import { describe, expect, it } from 'vitest'
import { checkShaders, isMemkitError, parseGraph } from 'memkit-gpu'

/** CPU milliseconds of documents of so many things: what was n² took ten seconds and more. */
const count = 4000
const mostMs = 3000

const lines = (make: (i: number) => string): string => Array.from({ length: count }, (_, i) => make(i)).join('\n')
const kernel = (name: string, body = ''): string => `@compute @workgroup_size(1) fn ${name}() { ${body} }`

/** As many passes of one shader. */
const passes = (wgsl: string, entryPoint: (i: number) => string) =>
  parseGraph({
    version: 1,
    resources: [],
    shaders: [{ id: 'shader', wgsl }],
    passes: Array.from({ length: count }, (_, i) => ({
      id: `pass${i}`,
      kind: 'compute' as const,
      shader: 'shader',
      entryPoint: entryPoint(i),
      workgroups: [1, 1, 1] as const,
      sideEffects: true,
    })),
  })

describe('checkShaders is near-linear', () => {
  const documents: [string, ReturnType<typeof passes>, string | undefined][] = [
    [
      'in entry points, each run by a pass',
      passes(
        lines((i) => kernel(`main${i}`)),
        (i) => `main${i}`,
      ),
      undefined,
    ],
    [
      'in entry points, none of them run',
      passes(
        lines((i) => kernel(`main${i}`)),
        (i) => `start${i}`,
      ),
      'SHADER_MISMATCH',
    ],
    [
      'in entry points that share a long function',
      passes(
        `var<private> sum: u32; fn add() { ${lines(() => 'sum += 1u;')} }\n${lines((i) => kernel(`main${i}`, 'add();'))}`,
        (i) => `main${i}`,
      ),
      undefined,
    ],
    [
      'in passes of a shader that does not compile',
      passes(`${lines((i) => kernel(`main${i}`))} fn broken() -> u32 { return 1f; }`, () => 'main0'),
      'SHADER_FAILED',
    ],
  ]

  it.each(documents)('%s', { timeout: 120_000 }, async (_, graph, code) => {
    const begun = process.cpuUsage()
    const failure: unknown = await checkShaders(graph).then(
      () => undefined,
      (error: unknown) => error,
    )
    const { user, system } = process.cpuUsage(begun)
    expect(isMemkitError(failure) ? failure.code : failure).toBe(code)
    expect((user + system) / 1000).toBeLessThan(mostMs)
  })
})
