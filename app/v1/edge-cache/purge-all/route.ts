import { referenceRoute } from '@/lib/server/api/reference-route'

export const POST = referenceRoute('purge-all')
