import { visitRoute } from '@/lib/server/api/visit-route'

export const GET = visitRoute
