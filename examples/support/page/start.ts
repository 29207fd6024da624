/** Parts that the pages of the examples share: a canvas as large as its place, switches, and a frame for each change. */

export interface Frame {
  /** Angle of the camera, in radians. */
  readonly angle: number
  /** Whether a box of the page, by id, is ticked. */
  isOn(box: string): boolean
}

export interface Drawing {
  /** The device whose errors the page shows. */
  readonly device: GPUDevice
  /** Comes before the first frame, and then whenever the place of the canvas has another size: makes the canvas as large, in pixels. */
  resize(width: number, height: number): void
  draw(frame: Frame): Promise<void>
}

const find = <Kind extends Element>(selector: string) => document.querySelector<Kind>(selector)!
const isOn = (id: string) => document.querySelector<HTMLInputElement>(`#${id}`)?.checked ?? false

/** Draws once, and again when something changed. `data-frames` of the document says how many frames were drawn, `data-idle` whether all are. */
export async function startPage(open: (canvas: HTMLCanvasElement) => Promise<Drawing>): Promise<void> {
  const canvas = find<HTMLCanvasElement>('canvas')
  try {
    const drawing = await open(canvas)
    drawing.device.addEventListener('uncapturederror', ({ error }) => console.error(error.message))
    loop(canvas, drawing)
  } catch (error) {
    fail(error)
  }
}

function loop(canvas: HTMLCanvasElement, drawing: Drawing): void {
  let frames = 0
  let size = { width: 0, height: 0 }
  let angle = 0
  let isWanted = false
  let isDrawing = false
  const { dataset } = document.documentElement
  const draw = async () => {
    isDrawing = true
    dataset['idle'] = 'false'
    try {
      while (isWanted) {
        isWanted = false
        await new Promise(requestAnimationFrame)
        const { clientWidth: width, clientHeight: height } = canvas
        if (size.width !== width || size.height !== height) {
          size = { width, height }
          drawing.resize(width, height)
        }
        if (isOn('animate')) angle += 0.01
        await drawing.draw({ angle, isOn })
        dataset['frames'] = String(++frames)
        isWanted ||= isOn('animate')
      }
    } catch (error) {
      fail(error)
    }
    isDrawing = false
    dataset['idle'] = 'true'
  }
  const want = () => {
    isWanted = true
    if (!isDrawing) void draw()
  }
  document.addEventListener('change', want)
  new ResizeObserver(want).observe(canvas)
}

function fail(error: unknown): void {
  const text = error instanceof Error ? error.message : String(error)
  find('#status').textContent = text
  console.error(text)
}
