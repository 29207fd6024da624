import { shapes } from './test/support/shapes/index.ts'
import { parseGraph } from './src/graph/parse.ts'
import { planGraph, profiles } from './src/planner/index.ts'
import { checkPlan } from './src/check/index.ts'
const s = (shapes as any)[process.argv[2]!]
const g = parseGraph(s.make(2*s.n)); const profile = (profiles as any)[s.profile ?? 'vulkan']
for (let i=0;i<1;i++){ let t=process.cpuUsage(); const p = planGraph(g, profile); const a=process.cpuUsage(t).user/1e3; t=process.cpuUsage(); const ok=checkPlan(g,p,profile).ok; console.log('plan',a|0,'check',process.cpuUsage(t).user/1e3|0,ok,p.submissions.length,p.submissions.reduce((a:number,x:any)=>a+x.commands.length,0), p.hash) }
