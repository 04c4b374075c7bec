import { referenceUser } from '@/lib/server/api/reference-route'

export const GET = referenceUser
