import { z } from 'zod'
import { environment } from '@/lib/contract/domains'
import { deadlineSeconds } from '@/lib/contract/purges'

/** What the CLI and the SDK of the reference send (spec of its REST API, `edge-cache` and `data-cache`). Other fields are let pass. */
export const referenceQuery = z.object({
  projectIdOrName: z
    .string('Name the project: ?projectIdOrName=')
    .regex(/^[\w-]{1,100}$/, 'Name the project: ?projectIdOrName='),
})

const target = environment.optional()

/** The tags of a framework are longer than those of people. */
const tag = z
  .string()
  .min(1, 'A tag is empty.')
  .refine((text) => new TextEncoder().encode(text).length <= 1_024, 'A tag has at most 1,024 bytes.')
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused
  .regex(/^[^\u0000-\u001f\u007f]+$/, 'A tag has no control character.')

/** A list, or one text with commas between the tags. */
const tags = z
  .union([z.array(z.string()), z.string()], 'Give tags as a list, or as one text with commas between them.')
  .transform((given) => (Array.isArray(given) ? given : given.split(',')).map((each) => each.trim()))
  .pipe(z.array(tag).min(1, 'Name a tag.').max(100, 'At most 100 tags go into one call.'))

const srcImages = z
  .array(z.string().min(1).max(3_072))
  .min(1, 'Name an image.')
  .max(100, 'At most 100 images go into one call.')

const revalidationDeadlineSeconds = deadlineSeconds.default(0)

export const invalidateByTags = z.object({ tags, target })
export const deleteByTags = z.object({ tags, target, revalidationDeadlineSeconds })
export const invalidateByImages = z.object({ srcImages, target })
export const deleteByImages = z.object({ srcImages, target, revalidationDeadlineSeconds })
export const purgeEverything = z.object({ target })
