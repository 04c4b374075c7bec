import { endpoints } from '@/lib/contract/endpoints'
import { runCron } from '@/lib/ops/crons/run-cron'
import { route } from '@/lib/server/route'

export const POST = route(endpoints.runCron, runCron)
