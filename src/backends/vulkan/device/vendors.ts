/** Workarounds for the driver of one vendor, which stops the GPU without them. */

/** NVIDIA, as VkPhysicalDeviceProperties name it. */
const nvidia = 0x10de

/** A device that says whose it is. */
interface OfVendor {
  readonly physical: { readonly vendor: number }
}

/** Whether copies to stencils need a pass on a flat image before them (580.159, H200). */
export const needsFlatTarget = ({ physical }: OfVendor): boolean => physical.vendor === nvidia

/**
 * Whether attachments are stored that could be discarded. NVIDIA's driver (580.159, H200; also below Dawn) reports a class error (Xid 69), and the
 * GPU stops working for all processes, where a pass that draws nothing clears an attachment and discards it, beside one that it keeps, after a
 * multisampled draw in the same command buffer. Memory on the chip, which discards save, these GPUs do not have.
 */
export const storesAttachments = ({ physical }: OfVendor): boolean => physical.vendor === nvidia
