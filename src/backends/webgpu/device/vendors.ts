/** Workarounds for the driver of one vendor, which stops the GPU without them. */

const isNvidia = ({ adapterInfo }: GPUDevice): boolean => adapterInfo?.vendor === 'nvidia'

/** Whether copies to stencils need a pass on a flat texture before them (580.159, H200). */
export const needsFlatTarget = isNvidia

/**
 * Whether attachments are stored that could be discarded. NVIDIA's driver for Vulkan (580.159, H200), on which Dawn works, reports a class error
 * (Xid 69), and the GPU stops working for all processes, where a pass that draws nothing clears an attachment and discards it, beside one that it
 * keeps, after a multisampled draw of the same submission. Memory on the chip, which discards save, these GPUs do not have.
 */
export const storesAttachments = isNvidia
