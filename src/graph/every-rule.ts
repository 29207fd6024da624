/** All rules that hold for a pass on every device. Whoever resolves a graph that was made right hands in none. */
import { checkBypass } from './bypass.ts'
import type { Pass } from './document.ts'
import { checkDraws, checkPipelineIds } from './draw-rules.ts'
import type { EndpointUse } from './endpoint-use.ts'
import type { Region } from './endpoint.ts'
import { unknownId } from './look-up.ts'
import { checkPass } from './pass-rules.ts'
import type { PassRules, Work } from './resolve-passes.ts'

export const everyRule: PassRules = { check, addDangling }

function check(pass: Pass, p: number, uses: readonly EndpointUse[], regions: readonly Region[], work: Work): void {
  const { resources, shaderIndex } = work
  checkPass(pass, p, uses, regions, resources)
  if (pass.bypass) checkBypass(pass, p, uses, regions, resources)
  if (pass.kind === 'render') {
    checkDraws(pass, p, regions, work)
    work.drawCount += pass.draws?.length ?? 0
  }
  if (pass.kind === 'compute' && !shaderIndex.has(pass.shader))
    throw unknownId(shaderIndex, pass.shader, 'shader', `passes[${p}].shader`)
}

function addDangling(pass: Pass, p: number, work: Work): void {
  const { shaderIndex, faults } = work
  if (pass.kind === 'compute' && !shaderIndex.has(pass.shader))
    faults.add(unknownId(shaderIndex, pass.shader, 'shader', `passes[${p}].shader`))
  if (pass.kind === 'render') checkPipelineIds(pass, p, work)
}
