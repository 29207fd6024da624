import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))

it.each(['culling', 'deferred', 'scene-loader', 'streaming-city'])(
  '%s says how it is called where it is called otherwise',
  async (name) => {
    const call = promisify(execFile)('npx', ['tsx', `examples/${name}/main.ts`, '--bogus'], { cwd: root })
    await expect(call).rejects.toMatchObject({ code: 2, stderr: expect.stringMatching(/^usage: /) })
    await expect(call).rejects.toMatchObject({ stderr: expect.not.stringContaining('node:internal') })
  },
  30_000,
)
