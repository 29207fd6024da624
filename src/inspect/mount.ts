/** The inspector inside another page, following a running executor. Browsers only. */
import { invalidOption } from '../errors.ts'
import { isObject, readGiven } from '../given.ts'
import type { NativeElement } from '../global-types.ts'
import type { Plan } from '../plan/document.ts'
import type { InspectHtmlOptions } from './given.ts'
import { inspectHtml } from './html.ts'
import type { StateMessage } from './page/data.ts'
import type { InspectState } from './state.ts'

/** An inspector in a page. Made by `mountInspector`. */
export interface MountedInspector {
  /** Shows a new state: `run({ onInspect: (state) => inspector.show(state) })`. */
  show(state: InspectState): void
  /** Takes the inspector out of the page. */
  remove(): void
}

/**
 * Puts the inspector of a plan into an element, in a frame of its own that fills it: neither's styles and keys reach the other.
 */
export function mountInspector(element: NativeElement, plan: Plan, options?: InspectHtmlOptions): MountedInspector {
  const frame = readGiven('element', () => element?.ownerDocument?.createElement?.('iframe'))
  if (!isObject(frame)) throw invalidOption('element', element, 'an element of a page')
  const page = inspectHtml(plan, options)
  frame.title = 'memkit-gpu inspector'
  frame.style.cssText = 'width: 100%; height: 100%; border: 0'
  // Without the origin of the page around it, the frame reaches nothing of that page.
  frame.setAttribute('sandbox', 'allow-scripts')
  let isLoaded = false
  let latest: InspectState | undefined
  const send = (state: InspectState): void => {
    const message: StateMessage = { memkitGpu: 'state', state }
    frame.contentWindow?.postMessage(message, '*')
  }
  frame.addEventListener('load', () => {
    isLoaded = true
    if (latest) send(latest)
  })
  frame.srcdoc = page
  element.append(frame)
  return {
    show(state) {
      latest = state
      if (isLoaded) send(state)
    },
    remove: () => frame.remove(),
  }
}
