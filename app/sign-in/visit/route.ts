import { visitRoute } from '@/lib/server/visit-route'

export const GET = visitRoute
