/** The border: from text or unknown data to a FrameGraph that is valid, frozen and private. */
import { tooMany, unsupportedVersion } from '../errors.ts'
import { CheckedCopies } from './checked-copies.ts'
import { deepFreeze } from './deep-freeze.ts'
import { caps, graphSchema, type FrameGraph } from './document.ts'
import { checkKind, copyDocument, wantedGraph } from './document-kinds.ts'
import { Faults } from './faults.ts'
import { documentErrors } from './issues.ts'
import { parseJsonText } from './json-text.ts'
import type { ChangedParts } from './list-changes.ts'
import { findFaults, isResolved, resolveEdited, resolveGraph } from './resolve.ts'
import { withStandIns } from './stand-ins.ts'
import { compileAccepts, type Accepts } from '../schema/accepts.ts'
import { firstIssues } from '../schema/first-issues.ts'
import { parse } from '../schema/parse.ts'
import { isRecord } from '../schema/schema.ts'

/** Whether a value is a graph made by `parseGraph`, the builder or `editGraph`: valid, and frozen all the way down. */
export const isFrameGraph = (value: unknown): value is FrameGraph =>
  typeof value === 'object' && value !== null && isResolved(value)

/**
 * Checks a document and gives a frozen copy of it; what is already a FrameGraph comes back as it is. Data is read once, and must
 * be plain: no getters that throw, no class instances, no cycles. O(document).
 * @throws MemkitError of phase `parse` for the first fault: INVALID_DOCUMENT, DUPLICATE_ID, UNKNOWN_REFERENCE, OUT_OF_RANGE and the
 *   other codes of that phase. `details.issues` lists the faults, up to 50 of them, as `{ code, message, path }`, and
 *   `details.issueCount` is their number.
 */
export function parseGraph(document: unknown): FrameGraph {
  if (isFrameGraph(document)) return document
  const entries = new CheckedCopies()
  return parsePlain(copyDocument(document, wantedGraph, entries), entries)
}

/**
 * Parses JSON text, or its UTF-8 bytes. Beyond what `JSON.parse` refuses: keys that stand twice, numbers that cannot be kept
 * exactly, nesting deeper than 64, byte order marks, bytes that are not UTF-8.
 * @throws MemkitError INVALID_JSON (with line and column), DUPLICATE_KEY, INEXACT_NUMBER, TOO_DEEP, or as `parseGraph`.
 */
export function parseGraphText(text: string | Uint8Array): FrameGraph {
  return parsePlain(parseJsonText(text))
}

/** Compiled at the first parse: importing this module does no work. */
let acceptsGraph: Accepts | undefined

/**
 * Checks a document of plain data that nothing else can change, which becomes the graph.
 *
 * @param entries what copied the document, and knows which of its entries are valid
 * @throws MemkitError as `parseGraph`.
 */
export function parsePlain(document: unknown, entries?: CheckedCopies): FrameGraph {
  if (isRecord(document)) {
    checkKind(document, wantedGraph)
    const { version } = document
    if (version !== undefined && version !== 1) throw unsupportedVersion(version)
    checkCaps(document)
  }
  acceptsGraph ??= compileAccepts(graphSchema)
  if (acceptsGraph(entries ? entries.rest(document) : document))
    return entries ? admitCopy(document as FrameGraph, entries) : admit(document as FrameGraph)
  if (isRecord(document)) checkEndpoints(document)
  refuseFaults(document)
  // Where the schema changes values (−0 becomes 0), its result is the graph.
  return admit(parse(graphSchema, document).value as FrameGraph)
}

/**
 * Checks a document whose lists share entries with those of `base`. All its parts are frozen, and it is itself then; `changed` is the same document with
 * only the entries that `base` does not have; `parts` say where they are.
 * @throws MemkitError as `parseGraph`.
 */
export function parseEdited(document: object, changed: object, base: FrameGraph, parts: ChangedParts): FrameGraph {
  acceptsGraph ??= compileAccepts(graphSchema)
  checkCaps(document as Record<string, unknown>)
  if (!acceptsGraph(changed)) return parsePlain(document)
  const graph = document as FrameGraph
  resolveEdited(graph, base, parts)
  return Object.freeze(graph)
}

/** @throws MemkitError where the document does not have the shape of a graph, with all its faults. */
function refuseFaults(document: unknown): void {
  const issues = firstIssues(graphSchema, document)
  if (issues.count === 0) return
  const standIn = withStandIns(document)
  const faults = new Faults(document, standIn?.broken)
  faults.addNamed(documentErrors(issues, document), issues.count)
  if (standIn) findFaults(standIn.graph, faults)
  faults.throwFirst()
}

/** Resolves data that has the shape of a graph, which makes it one, and freezes it. */
function admit(given: FrameGraph): FrameGraph {
  // The resolution is kept with an object that is not frozen yet.
  const graph = Object.isFrozen(given) ? { ...given } : given
  resolveGraph(graph)
  return deepFreeze(graph)
}

/** The same of a copy of which all but the document itself and some lists is frozen. */
function admitCopy(graph: FrameGraph, entries: CheckedCopies): FrameGraph {
  resolveGraph(graph)
  entries.freezeLists()
  return Object.freeze(graph)
}

/** Refuses lists that are longer than the caps, before anything walks them. */
function checkCaps(document: Record<string, unknown>): void {
  const { resources, shaders, pipelines, passes } = document
  checkCap('resources', resources, caps.resources)
  checkCap('shaders', shaders, caps.resources)
  checkCap('pipelines', pipelines, caps.resources)
  checkCap('passes', passes, caps.passes)
}

function checkCap(what: string, list: unknown, cap: number): void {
  if (Array.isArray(list) && list.length > cap) throw tooMany(what, list.length, cap, what)
}

/**
 * Refuses more endpoints than could be explained in reasonable time. Only documents with faults come here; `resolveGraph` counts
 * the endpoints of valid ones.
 */
function checkEndpoints({ resources, passes }: Record<string, unknown>): void {
  let endpoints = 0
  for (const list of [resources, passes]) {
    if (!Array.isArray(list)) continue
    for (let i = 0; i < list.length; i++) {
      const entry: unknown = list[i]
      if (!isRecord(entry)) continue
      for (const key in entry) {
        const value = entry[key]
        if (Array.isArray(value)) endpoints += value.length
      }
      if (endpoints > caps.endpoints)
        throw tooMany(
          'uses, bindings and other entries of passes',
          endpoints,
          caps.endpoints,
          `${list === passes ? 'passes' : 'resources'}[${i}]`,
        )
    }
  }
}
