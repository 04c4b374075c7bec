import { endpoints } from '@/lib/contract/endpoints'
import { createWarmUp } from '@/lib/ops/warm-ups/create-warm-up'
import { route } from '@/lib/server/api/route'

export const POST = route(endpoints.createWarmUp, createWarmUp)
