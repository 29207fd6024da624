export const help = `memkit-gpu: GPU work described as data, planned by a compiler, run anywhere

  memkit-gpu validate <graph.json>
  memkit-gpu plan     <graph.json> [--profile dummy|webgpu|vulkan|FILE] [--objective submissions|memory]
                                   [--json | --text] [--out FILE]
  memkit-gpu run      <graph.json> [--backend dummy|webgpu|vulkan] [--input NAME=FILE]… [--output NAME=FILE]…
                                   [--stub-bodies] [--json]
  memkit-gpu schema   graph|plan|profile

  -              in place of a file to read: standard input
  --profile      the device to plan for: a preset, or a profile document (default: dummy)
  --objective    what to make least first (default: submissions)
  --json         plan: the plan document; run: sizes and SHA-256 of the outputs, the plan's report, timings
  --stub-bodies  let the bodies of render, custom and host passes do nothing; imported resources are zeros

Exit code 0: done. 1: the graph, plan or run is at fault. 2: wrong usage.
`
