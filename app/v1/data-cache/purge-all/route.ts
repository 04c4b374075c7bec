import { referenceRoute } from '@/lib/server/api/reference-route'

export const DELETE = referenceRoute('purge-all-values')
