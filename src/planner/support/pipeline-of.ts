/** Pipelines of a graph, found by their ids. */
import type { FrameGraph, Pipeline } from '../../graph/document.ts'

export type PipelineOf = (id: string) => Pipeline

/** Finds pipelines that exist, in a table that is made when the first is asked for: most graphs have none, or nobody asks. */
export function pipelineOf({ pipelines = [] }: FrameGraph): PipelineOf {
  let byId: ReadonlyMap<string, Pipeline> | undefined
  return (id) => (byId ??= new Map(pipelines.map((pipeline) => [pipeline.id, pipeline]))).get(id)!
}
