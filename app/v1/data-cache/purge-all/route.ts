import { referenceRoute } from '@/lib/server/reference-route'

export const DELETE = referenceRoute('purge-all-values')
