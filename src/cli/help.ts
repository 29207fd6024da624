export const help = `memkit-gpu: GPU work described as data, planned by a compiler, run anywhere

  memkit-gpu validate <graph.json>
  memkit-gpu plan     <graph.json> [--profile dummy|webgpu|vulkan|FILE] [--objective balanced|submissions|memory|overlap]
                                   [--memory-budget BYTES] [--json | --text] [--out FILE]
  memkit-gpu plan     <graph.json> --frontier [--profile …] [--json] [--out FILE | --out FILE.svg]
  memkit-gpu run      <graph.json> [--backend dummy|webgpu|vulkan] [--input NAME=FILE]… [--inputs FOLDER]
                                   [--output NAME=FILE]… [--output NAME=FILE.png]… [--stub-bodies] [--json]
                                   [--timings passes] [--software]
  memkit-gpu inspect  <graph.json|plan.json> (--html | --svg | --dot | --trace) FILE [--profile …] [--objective …]
                                   [--memory-budget BYTES] [--timings FILE] [--before FILE] [--frontier]
  memkit-gpu diff     <A.json> <B.json> [--profile …] [--objective …] [--memory-budget BYTES] [--json]
  memkit-gpu schema   graph|plan|profile
  memkit-gpu init     [folder] [--template engine|loader|test] [--package SPEC]

  -              in place of a file to read: standard input
  --profile      the device to plan for: a preset, or a profile document (default: dummy)
  --objective    what to make least first (default: balanced)
  --memory-budget  the fewest submissions and barriers whose transient memory fits so many BYTES
  --frontier     the plans that no other beats in submissions, barriers and peak memory: a table, or a drawing in a FILE.svg
  --text         plan: the complete text, in which every difference of two plans shows, instead of a summary
  --json         plan: the plan document; run: sizes and SHA-256 of the outputs, the plan's report, timings;
                 diff: the differences as data
  --html         inspect: a page that shows memory, queues, waits, barriers, transfers and every decision; it needs no network
  --svg, --dot, --trace  inspect: a picture, a graph for Graphviz, a trace for Perfetto
  --timings      run: passes, for a table of the time that the device took for each; inspect: what run --json printed:
                 submissions are drawn at the times that they took
  --software     run: webgpu or vulkan on SwiftShader, without a GPU (Linux on x64; npm install @sparticuz/chromium)
  --before       inspect: a graph or plan to compare with, in the page: both side by side, with what changed marked
  --inputs       inputs without a file of their own are FOLDER/NAME.bin, NAME percent-encoded as in a URL
  --output       the bytes of an output; a FILE.png gets the picture that a texture holds
  --max-input    refuse a file, or standard input, of more than so many BYTES (default: 536870912, 512 MiB)
  --template     the project that init makes: a renderer's frame (engine), a scene from files (loader), pinned plans (test)
  --package      what the project's package.json asks npm for: a version, or file:PATH (default: this version)
  --stub-bodies  let the bodies of render, custom, external and host passes do nothing

run has no handles for imported resources: they are the executor's own, zeros at first.

Files are replaced when their new content is complete. The documents that are read are never overwritten.

diff compares the plans of two graphs, or plans as plan --json prints them.

Exit code 0: done. 1: the graph, plan or run is at fault, or what it gave cannot be written; diff: the plans differ. 2: wrong usage.
`
