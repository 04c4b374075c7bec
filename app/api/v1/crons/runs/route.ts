import { endpoints } from '@/lib/contract/endpoints'
import { runCron } from '@/lib/ops/crons/run-cron'
import { route } from '@/lib/server/api/route'

export const POST = route(endpoints.runCron, runCron)
