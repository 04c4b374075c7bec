import { referenceUser } from '@/lib/server/reference-route'

export const GET = referenceUser
