import { referenceRoute } from '@/lib/server/reference-route'

export const POST = referenceRoute('dangerously-delete-by-tags')
