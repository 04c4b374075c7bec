import { referenceRoute } from '@/lib/server/api/reference-route'

export const POST = referenceRoute('dangerously-delete-by-tags')
