import { referenceRoute } from '@/lib/server/reference-route'

export const POST = referenceRoute('purge-all')
