/** One image to convert; `width` is in pixels. */
export type ImageJob = {
  readonly bytes: Uint8Array
  readonly width: number
  /** 1 to 100. */
  readonly quality: number
  readonly type: 'image/avif' | 'image/webp' | 'image/png' | 'image/jpeg' | 'image/gif' | 'image/tiff'
}

/** The converted image. */
export type OptimizedImage = { readonly kind: 'optimized'; readonly bytes: Uint8Array }

/** Why an image was not made smaller. `unavailable`: this machine has nothing that could. */
export type ImageFailure = {
  readonly kind: 'failed'
  readonly reason: 'too_large' | 'too_slow' | 'not_an_image' | 'crashed' | 'overloaded' | 'unavailable'
  readonly message: string
}

/**
 * Makes images smaller, never larger than they were. Away from the edge's own thread and memory: whatever the bytes are,
 * nothing but their own job suffers. Never rejects for what an image is; its failures are values.
 */
export interface ImageOptimizer {
  optimize(job: ImageJob): Promise<OptimizedImage | ImageFailure>
}
